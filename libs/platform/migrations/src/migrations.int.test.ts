import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres, type LocalPostgres } from '@perezvon/local-services';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMigration, deployMigrations, pendingMigrations } from './index.ts';

const firstSchema = `datasource db {
  provider = "postgresql"
}

model Patient {
  id   String @id @db.Uuid
  name String
  @@map("patient")
}
`;
const secondSchema = firstSchema.replace('  name String\n', '  name String\n  phone String?\n');

let folder: string;
let server: LocalPostgres;
let databases = 0;
let databaseUrl: string;
let prismaDir: string;
let migrationsDir: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perezvon-migrations-'));
  server = await startPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined, durable: false });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  databases += 1;
  databaseUrl = await server.ensureDatabase(`migrations_${databases}`);
  prismaDir = join(folder, `prisma-${databases}`);
  migrationsDir = join(prismaDir, 'migrations');
  mkdirSync(migrationsDir, { recursive: true });
});

const write = (schema: string): void => writeFileSync(join(prismaDir, 'schema.prisma'), schema);

const create = (name: string, minute: number): Promise<string | undefined> =>
  createMigration({ name, prismaDir, now: new Date(Date.UTC(2026, 6, 21, 10, minute)) });

const query = async (sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test('migrations are created from the difference of two schemas and deployed in order', async () => {
  write(firstSchema);
  expect(await create('init', 0)).toBe(join(migrationsDir, '20260721100000_init'));
  write(secondSchema);
  const second = (await create('add_phone', 1))!;
  expect(readFileSync(join(second, 'migration.sql'), 'utf8')).toContain('ADD COLUMN     "phone" TEXT');
  expect(readFileSync(join(second, 'schema.prisma'), 'utf8')).toBe(secondSchema);

  const names = ['20260721100000_init', '20260721100100_add_phone'];
  expect(await pendingMigrations({ databaseUrl, migrationsDir })).toEqual(names);
  expect(await deployMigrations({ databaseUrl, migrationsDir })).toEqual({ applied: names });
  expect(await pendingMigrations({ databaseUrl, migrationsDir })).toEqual([]);
  expect(await deployMigrations({ databaseUrl, migrationsDir })).toEqual({ applied: [] });
  expect(await query('select id, name, phone from patient')).toEqual([]);
});

test('a schema that has not changed gives no migration', async () => {
  write(firstSchema);
  await create('init', 0);
  expect(await create('nothing', 1)).toBeUndefined();
  expect(readdirSync(migrationsDir)).toEqual(['20260721100000_init']);
});

test('five deployments at once apply each migration once', async () => {
  write(firstSchema);
  await create('init', 0);
  const results = await Promise.all(
    Array.from({ length: 5 }, () => deployMigrations({ databaseUrl, migrationsDir })),
  );
  expect(results.flatMap(({ applied }) => applied)).toEqual(['20260721100000_init']);
  expect(await query('select migration_name from _prisma_migrations')).toHaveLength(1);
});

test('a migration that fails says what PostgreSQL said, stays pending, and stops the later ones', async () => {
  mkdirSync(join(migrationsDir, '20260721100000_broken'));
  writeFileSync(
    join(migrationsDir, '20260721100000_broken/migration.sql'),
    'create table a (b no_such_type);',
  );
  await expect(deployMigrations({ databaseUrl, migrationsDir })).rejects.toThrow(
    /no_such_type.* does not exist/s,
  );
  expect(await pendingMigrations({ databaseUrl, migrationsDir })).toEqual(['20260721100000_broken']);
  await expect(deployMigrations({ databaseUrl, migrationsDir })).rejects.toThrow(/failed migrations/);
});

test('a migration may hold semicolons in comments, texts and functions, and is applied entirely or not at all', async () => {
  const broken = join(migrationsDir, '20260721100000_functions');
  mkdirSync(broken);
  const script = `-- One; two.
    create table a (b text default ';');
    create function f() returns text language plpgsql as $$ begin return 'x;'; end; $$;`;
  writeFileSync(join(broken, 'migration.sql'), `${script} select no_such_function();`);
  await expect(deployMigrations({ databaseUrl, migrationsDir })).rejects.toThrow('no_such_function');
  expect(await query("select to_regclass('a') as found")).toEqual([{ found: null }]);
  await query('delete from _prisma_migrations');
  writeFileSync(join(broken, 'migration.sql'), script);
  await deployMigrations({ databaseUrl, migrationsDir });
  expect(await query('select f() as f')).toEqual([{ f: 'x;' }]);
});

test('a bad name, a bad schema and a clock behind the last migration are refused', async () => {
  write(firstSchema);
  await expect(create('Add Phone', 0)).rejects.toThrow('snake_case');
  await create('init', 10);
  write(secondSchema);
  await expect(create('add_phone', 5)).rejects.toThrow('clock is behind');
  write('model {');
  await expect(create('broken', 11)).rejects.toThrow(/validating|error/i);
});

test("the project's own migrations deploy, and their last kept schema is the present one", async () => {
  const own = resolve(import.meta.dirname, '../../../../prisma');
  const { applied } = await deployMigrations({ databaseUrl, migrationsDir: join(own, 'migrations') });
  expect(applied).toEqual(readdirSync(join(own, 'migrations')).filter((name) => !name.endsWith('.toml')));
  cpSync(own, prismaDir, { recursive: true });
  expect(
    await createMigration({ name: 'forgotten', prismaDir, now: new Date(Date.UTC(2100, 0, 1)) }),
  ).toBeUndefined();
});
