import { parseArgs } from 'node:util';
import { runMigrate } from './migrate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { prisma: { type: 'string', default: 'prisma' } },
});

process.exitCode = await runMigrate({
  args: positionals,
  prismaDir: values.prisma,
  databaseUrl: process.env['DATABASE_URL'],
  now: new Date(),
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
