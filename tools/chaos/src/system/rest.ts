import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, type Database } from '@perezvon/database';
import type { Simulator } from '@perezvon/simulator';

const openStatement = `
SELECT (SELECT count(*) FROM reminder WHERE state IN ('planned', 'calling', 'waiting'))::int AS reminders,
  (SELECT count(*) FROM attempt WHERE state IN ('intended', 'placed', 'answered', 'unclear'))::int AS attempts,
  (SELECT count(*) FROM booking WHERE plan_due_at IS NOT NULL)::int AS bookings,
  (SELECT count(*) FROM onec_event WHERE state = 'pending')::int AS onec,
  (SELECT count(*) FROM provider_event WHERE state = 'pending')::int AS provider,
  (SELECT count(*) FROM outbox_event WHERE state = 'pending')::int AS outbox`;

export interface OpenWork {
  reminders: number;
  attempts: number;
  bookings: number;
  onec: number;
  provider: number;
  outbox: number;
}

const everyMs = 500;

const openWork = async ({ sql }: Database): Promise<OpenWork | null> => {
  const [row] = await sql.query<OpenWork>(openStatement).catch(() => []);
  return row ?? null;
};

const isQuiet = (work: OpenWork | null, simulator: Simulator): boolean => {
  const { calls, pending } = simulator.activity();
  return work !== null && Object.values(work).every((count) => count === 0) && calls + pending === 0;
};

/**
 * Waits until nothing is under way any more, as PostgreSQL and the far side see it; only to know when to judge, the judge never
 * looks there. Returns what is still open when the time is over; null = quiet.
 */
export const untilAtRest = async (options: {
  databaseUrl: string;
  simulator: Simulator;
  withinMs: number;
}): Promise<OpenWork | null> => {
  const database = openDatabase({
    url: options.databaseUrl,
    poolSize: 2,
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 5_000,
    onConnectionError: () => undefined,
  });
  const deadline = performance.now() + options.withinMs;
  let work: OpenWork | null = null;
  let quietFor = 0;
  try {
    while (performance.now() < deadline) {
      work = await openWork(database);
      quietFor = isQuiet(work, options.simulator) ? quietFor + 1 : 0;
      if (quietFor >= 4) return null;
      await delay(everyMs);
    }
    return work ?? { reminders: -1, attempts: -1, bookings: -1, onec: -1, provider: -1, outbox: -1 };
  } finally {
    await database.close();
  }
};
