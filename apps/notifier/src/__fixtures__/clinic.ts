import { randomUUID } from 'node:crypto';
import type { InfobaseConfig } from '@perezvon/config';
import { ensureDestinations, insertOutboxEvents, type Database } from '@perezvon/database';
import { createLogger } from '@perezvon/logger';
import { createMetrics } from '@perezvon/metrics';
import { createDelivering, pushTargets, type Delivering } from '../delivering.ts';
import { defaultPace, type DeliveryPace } from '../use-cases/delivery.ts';
import { startFakeOnec, type FakeOnec } from './fake-onec.ts';

interface StoredEvent {
  id: string;
  seq: number | null;
  subject: string;
  state: string;
  tries: number;
  error: string | null;
  /** Till it may be tried again. */
  waitMs: number;
}

interface StoredDestination {
  state: string;
  failures: number;
  reason: string | null;
  /** Till 1C may be asked again. */
  waitMs: number;
}

interface NotifierOptions {
  database?: Pick<Database, 'sql' | 'transaction'>;
  pace?: Partial<DeliveryPace>;
  concurrency?: number;
  timeoutMs?: number;
  /** Killed, as it were: nobody waits for it at the end. */
  abandoned?: boolean;
}

export interface Clinic {
  id: string;
  onec: FakeOnec;
  /** Lets time pass. */
  pass: (ms: number) => void;
  /** Writes one event a subject, in order; returns their ids. */
  write: (subjects: readonly string[], data?: Record<string, unknown>) => Promise<string[]>;
  /** In the order of writing. */
  stored: () => Promise<StoredEvent[]>;
  destination: () => Promise<StoredDestination>;
  /** A process of its own, as it were: own lanes, own connections to 1C. */
  notifier: (options?: NotifierOptions) => Delivering;
  close: () => Promise<void>;
}

const testPace: DeliveryPace = { ...defaultPace, ladderMs: [20, 40, 80], leaseMs: 2_000 };

const infobase = (id: string, url: string, concurrency: number): InfobaseConfig => ({
  id,
  name: 'Клиника',
  secrets: ['secret-secret'],
  timezone: 'Europe/Moscow',
  legacyCp1251: false,
  delivery: {
    mode: 'push',
    format: 'events',
    url,
    username: 'perezvon',
    password: 'пароль',
    signingSecret: undefined,
    concurrency,
  },
});

const write = async (database: Database, infobaseId: string, events: readonly [string, unknown][]) => {
  const rows = events.map(([subject, data]) => ({
    id: randomUUID(),
    infobaseId,
    subject,
    type: 'booking.call_started' as const,
    time: new Date('2026-06-03T08:00:00.700Z'),
    data,
    reminderId: null,
    final: false,
  }));
  await database.transaction((tx) => insertOutboxEvents(tx, rows));
  return rows.map(({ id }) => id);
};

const wait = `extract(epoch FROM GREATEST(next_try_at, 'epoch') - $2::timestamptz)::float8 * 1000 AS "waitMs"`;

const storedIn = (database: Database, infobaseId: string, now: Date): Promise<StoredEvent[]> =>
  database.sql.query(
    `SELECT id, seq::float8 AS seq, subject, state, tries, error, ${wait} FROM outbox_event WHERE infobase_id = $1 ORDER BY ord`,
    [infobaseId, now],
  );

const destinationIn = async (
  database: Database,
  infobaseId: string,
  now: Date,
): Promise<StoredDestination> => {
  const [row] = await database.sql.query<StoredDestination>(
    `SELECT state, failures, reason, ${wait} FROM destination WHERE infobase_id = $1`,
    [infobaseId, now],
  );
  if (row === undefined) throw new Error('no destination');
  return row;
};

interface Surroundings {
  id: string;
  url: string;
  database: Database;
  clock: () => Date;
}

const startDelivering = (
  { id, url, database, clock }: Surroundings,
  { concurrency = 1, timeoutMs = 1_000, pace, ...options }: NotifierOptions,
): Delivering =>
  createDelivering({
    database: options.database ?? database,
    targets: pushTargets([infobase(id, url, concurrency)], { clock, timeoutMs }),
    pace: { ...testPace, ...pace },
    clock,
    logger: createLogger({ name: 'notifier', level: 'silent' }),
    metrics: createMetrics({ app: 'notifier' }),
  });

/** An infobase of its own with a fake 1C, in real time plus what the test lets pass; `close` stops its notifiers. */
export const openClinic = async (database: Database): Promise<Clinic> => {
  const id = `clinic-${randomUUID().slice(0, 8)}`;
  const onec = await startFakeOnec();
  const running: Delivering[] = [];
  let passedMs = 0;
  const clock = (): Date => new Date(Date.now() + passedMs);
  await ensureDestinations(database.sql, [id]);
  return {
    id,
    onec,
    pass: (ms) => {
      passedMs += ms;
    },
    write: (subjects, data = {}) =>
      write(
        database,
        id,
        subjects.map((subject) => [subject, data]),
      ),
    stored: () => storedIn(database, id, clock()),
    destination: () => destinationIn(database, id, clock()),
    notifier: (options = {}) => {
      const delivering = startDelivering({ id, url: onec.url, database, clock }, options);
      if (options.abandoned !== true) running.push(delivering);
      return delivering;
    },
    close: async () => {
      for (const delivering of running) await delivering.stop();
      await onec.down();
    },
  };
};
