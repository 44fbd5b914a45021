export { startSystem } from './start-system.ts';
export type { RunningSystem, SystemOptions } from './start-system.ts';
export { findWorkspaceRoot } from './workspace-root.ts';
