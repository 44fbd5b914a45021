import { runAllChecks } from './run-all-checks.ts';
import { workspaceRoot } from './workspace-files.ts';

process.exit(await runAllChecks({ workspaceRoot, environment: process.env }));
