import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Database } from '@perezvon/database';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  postgres: string;
  /** Load averages over 1, 5 and 15 minutes when the run began: above zero, somebody else was working too. */
  loadBefore: number[];
  begunAt: string;
}

export const describeMachine = async ({ sql }: Database): Promise<Machine> => {
  const [row] = await sql.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${release()}`,
    node: process.version,
    postgres: row?.version ?? 'unknown',
    loadBefore: loadavg().map((load) => Math.round(load * 10) / 10),
    begunAt: new Date().toISOString(),
  };
};
