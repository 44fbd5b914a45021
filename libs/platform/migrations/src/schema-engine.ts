/**
 * Prisma's schema engine as WebAssembly: the native one is downloaded at first use, which closed networks don't allow.
 * The package's own entry imports the .wasm file as a module, which Node can't; so it is instantiated by hand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaContainer, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool } from 'pg';

const wasmName = 'schema_engine_bg.wasm';

/** Beside the bundle in the production image, else in node_modules. */
const wasmPath = (): string => {
  const beside = join(dirname(fileURLToPath(import.meta.url)), wasmName);
  if (existsSync(beside)) return beside;
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  return join(dirname(entry), wasmName);
};

/** The part of WebAssembly that is used: its types come with those of a browser, which this code has no use for. */
interface WasmLoader {
  instantiate: (
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ) => Promise<{ instance: { exports: { __wbindgen_start: () => void } } }>;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WasmLoader };

const instantiate = async (): Promise<void> => {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath()), {
    './schema_engine_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
};

/** What the engine says, without the places in its own source: those start with `   0: `. */
const readable = (error: unknown): Error => {
  const text = error instanceof Error ? error.message : String(error);
  return new Error(text.split(/\n\s+0: /)[0], { cause: error });
};

/** The engine wants to see a database before it compares two schemas; it needs to know nothing of it. */
const noDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => Promise.resolve(noAdapter),
  connectToShadowDb: () => Promise.resolve(noAdapter),
};

const noAdapter: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  queryRaw: () => Promise.resolve({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: () => Promise.resolve(0),
  executeScript: () => Promise.resolve(),
  startTransaction: () => Promise.reject(new Error('no database')),
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  dispose: () => Promise.resolve(),
};

/**
 * PrismaPg splits a script at every semicolon, also within comments, texts and function bodies. Sent whole, PostgreSQL
 * reads it as it is meant, and a migration is applied entirely or not at all.
 */
const databaseOf = (pool: Pool): SqlMigrationAwareDriverAdapterFactory => {
  const factory = new PrismaPg(pool);
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect();
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: connect,
  };
};

let ready: Promise<void> | undefined;

const run = async <T>(
  database: SqlMigrationAwareDriverAdapterFactory,
  datamodels: [string, string][] | undefined,
  command: (engine: SchemaEngine) => Promise<T>,
): Promise<T> => {
  await (ready ??= instantiate());
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(database);
    const engine = await glue.SchemaEngine.new({ datamodels }, () => undefined, bound);
    return await command(engine);
  } catch (error) {
    throw readable(error);
  }
};

/** Runs a command of the engine on a database. Errors: what the engine says, in its own words. */
export const withSchemaEngine = async <T>(
  databaseUrl: string,
  command: (engine: SchemaEngine) => Promise<T>,
): Promise<T> => {
  const pool = new Pool({ connectionString: databaseUrl });
  try {
    return await run(databaseOf(pool), undefined, command);
  } finally {
    await pool.end();
  }
};

/** SQL that leads from one Prisma schema (undefined: from nothing) to another. Errors: a schema is not valid. */
export const diffSchemas = async (
  from: SchemaContainer | undefined,
  to: SchemaContainer,
): Promise<string> => {
  const { stdout } = await run(noDatabase, [[to.path, to.content]], (engine) =>
    engine.diff({
      from: from ? { tag: 'schemaDatamodel', files: [from] } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [to] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return stdout ?? '';
};
