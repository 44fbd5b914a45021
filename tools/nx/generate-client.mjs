/**
 * Generates the Prisma client from prisma/schema.prisma, without network: `prisma generate` wants to see a schema
 * engine binary, which it would download, and never runs it. Any file that exists will do.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const workspaceRoot = resolve(import.meta.dirname, '../..');
const prisma = join(dirname(require.resolve('prisma/package.json')), 'build/index.js');

const { status } = spawnSync(process.execPath, [prisma, 'generate', '--schema', 'prisma/schema.prisma'], {
  cwd: workspaceRoot,
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
});
process.exit(status ?? 1);
