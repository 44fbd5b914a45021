import { resolve } from 'node:path';
import { adapters } from '@perezvon/provider-registry';
import { runProviders } from './run-providers.ts';

process.exitCode = await runProviders({
  args: process.argv.slice(2),
  adapters,
  // The bundle lies in dist/tools/providers.
  page: resolve(import.meta.dirname, '../../../docs/providers.md'),
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
