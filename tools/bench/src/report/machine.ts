import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Database } from '@perezvon/database';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  /** Null as long as no part needs it. */
  postgres: string | null;
  /** Load averages over 1, 5 and 15 minutes when the run began: above zero, somebody else was working too. */
  loadBefore: number[];
  begunAt: string;
}

export const postgresVersion = async ({ sql }: Database): Promise<string> => {
  const [row] = await sql.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return row?.version ?? 'unknown';
};

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  system: `${process.platform} ${release()}`,
  node: process.version,
  postgres: null,
  loadBefore: loadavg().map((load) => Math.round(load * 10) / 10),
  begunAt: new Date().toISOString(),
});
