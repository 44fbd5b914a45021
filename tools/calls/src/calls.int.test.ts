import { loadConfig } from '@perezvon/config';
import { insertReminders, openDatabase, type Database, type ReminderRow } from '@perezvon/database';
import { adapters } from '@perezvon/provider-registry';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCalls } from './calls.ts';

const account = (id: string): string => `
  - id: ${id}
    provider: mtt-voicebox
    infobases: [clinic]
    hookToken: 0123456789abcdef-${id}
    settings: { url: 'http://voicebox.local/api', method: 78033a2b-21c7-47dd-a292-590f24146043, username: u, password: pass-word }`;

const text = `
infobases:
  - id: clinic
    name: Клиника
    secrets: [clinic-secret]
    timezone: Europe/Moscow
    reminders: { account: first, leadHours: 24 }
accounts:${account('first')}${account('second')}
`;

const loaded = loadConfig({ text, env: {}, providers: adapters });
if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
const { config } = loaded;

const test = useDatabase();
let database: Database;

beforeAll(() => {
  database = openDatabase({
    url: test.url,
    poolSize: 2,
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    onConnectionError: () => undefined,
  });
});
beforeEach(() =>
  database.sql.query(
    'TRUNCATE onec_event, provider_event, booking, reminder, attempt, decision, outbox_event, account_pacing CASCADE',
  ),
);
afterAll(() => database.close());

const backup = new Date('2026-06-02T20:00:00Z');
const restored = new Date('2026-06-03T10:00:00Z');
const now = new Date('2026-06-03T11:00:00Z');
const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * 3_600_000);

const run = async (at: Date, ...args: string[]): Promise<{ code: number; text: string }> => {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const code = await runCalls({ args, database, config, now: at, print: say, complain: say });
  return { code, text: lines.join('\n') };
};

/** A booking with its reminder: planned before the backup, about a visit in two days, unless said otherwise. */
const remind = async (externalId: string, changed: Partial<ReminderRow> = {}): Promise<void> => {
  const [bookingId, startAt] = [uuidv7(), changed.startAt ?? hours(now, 48)];
  await database.sql.query(
    `INSERT INTO booking (id, infobase_id, external_id, version_at, version_id, status, start_at, zone, created_at, updated_at)
     VALUES ($1, 'clinic', $2, $3, $1, 'planned', $4, 'Europe/Moscow', $3, $3)`,
    [bookingId, externalId, backup, startAt],
  );
  await insertReminders(database.sql, [
    {
      id: uuidv7(),
      infobaseId: 'clinic',
      bookingId,
      origin: 'booking',
      accountId: 'first',
      phone: '79123456789',
      startAt,
      zone: 'Europe/Moscow',
      state: 'planned',
      dueAt: hours(startAt, -24),
      closesAt: hours(startAt, -1),
      maxAttempts: 3,
      attempts: 0,
      refusals: 0,
      retryAt: null,
      askedNow: false,
      promisedId: null,
      speech: null,
      decisionAt: null,
      decisionKey: null,
      conflict: false,
      reasonCode: null,
      finalAt: null,
      createdAt: backup,
      updatedAt: backup,
      ...changed,
    },
  ]);
};

const paused = async (): Promise<string[]> => {
  const rows = await database.sql.query<{ id: string }>(
    `SELECT account_id AS id FROM account_pacing WHERE paused_until > $1 ORDER BY 1`,
    [now],
  );
  return rows.map(({ id }) => id);
};

const states = async (): Promise<Record<string, string>> => {
  const rows = await database.sql.query<{ id: string; state: string }>(
    'SELECT b.external_id AS id, r.state FROM reminder r JOIN booking b ON b.id = r.booking_id',
  );
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
};

describe('holding calls', () => {
  it('holds every account, also one the database has not seen, until they are resumed', async () => {
    expect(await run(now, 'hold')).toEqual({ code: 0, text: 'held: no call begins; under way: 0' });
    expect(await paused()).toEqual(['first', 'second']);
    expect(await run(now, 'resume')).toEqual({ code: 0, text: 'calls may begin' });
    expect(await paused()).toEqual([]);
  });

  it('does not lift a pause of another origin', async () => {
    await database.sql.query(`INSERT INTO account_pacing VALUES ('first', $1, '2100-01-01', 'no_money')`, [
      now,
    ]);
    await run(now, 'resume');
    expect(await paused()).toEqual(['first']);
  });

  it('gives back the pause that was there before it, and drops one that is over', async () => {
    await database.sql.query(
      `INSERT INTO account_pacing (account_id, next_call_at, paused_until, reason)
       VALUES ('first', $1, $2, 'no_money'), ('second', $1, $1, 'unavailable')`,
      [now, hours(now, 2)],
    );
    await run(now, 'hold');
    await run(hours(now, 1), 'hold');
    expect(await paused()).toEqual(['first', 'second']);
    await run(hours(now, 1), 'resume');
    const rows = await database.sql.query(
      'SELECT account_id, paused_until, reason FROM account_pacing ORDER BY 1',
    );
    expect(rows).toEqual([
      { account_id: 'first', paused_until: hours(now, 2), reason: 'no_money' },
      { account_id: 'second', paused_until: null, reason: null },
    ]);
  });

  it('explains itself when the command is unknown', async () => {
    expect((await run(now)).code).toBe(2);
  });
});

describe('resuming on a restored database', () => {
  it('ends what may have been called about since the backup, tells 1C, and keeps the rest', async () => {
    await remind('due since', { startAt: hours(now, 20) });
    await remind('begun before', { state: 'waiting', attempts: 1, dueAt: hours(now, 2) });
    await remind('begun long before the visit', { state: 'waiting', attempts: 1 });
    await remind('later');
    await remind('aimed at the night, due in the morning', { startAt: hours(now, 23), dueAt: hours(now, 3) });
    await remind('over', { state: 'confirmed', dueAt: null, attempts: 1, finalAt: backup });
    expect((await run(restored, 'hold')).code).toBe(0);
    await remind('posted again, aimed at the past', {
      startAt: hours(now, 23),
      dueAt: hours(now, 3),
      updatedAt: hours(restored, 0.5),
    });
    await remind('posted again, later', { updatedAt: hours(restored, 0.5) });

    const resumed = await run(now, 'resume', '--restored');
    expect(resumed.text).toMatch(/^ended .*\n.*ended without a call: 4 reminders$/s);
    expect(await states()).toEqual({
      'due since': 'no_window',
      'begun before': 'not_reached',
      'begun long before the visit': 'not_reached',
      later: 'planned',
      'aimed at the night, due in the morning': 'planned',
      over: 'confirmed',
      'posted again, aimed at the past': 'no_window',
      'posted again, later': 'planned',
    });
    const told = await database.sql.query(
      'SELECT type, final, data FROM outbox_event ORDER BY subject LIMIT 1',
    );
    expect(told).toMatchObject([
      { type: 'booking.failed', final: true, data: { reason_code: 'no_window', booking_id: 'begun before' } },
    ]);
    const [verdict] = await database.sql.query<{ trace: string }>('SELECT trace::text FROM decision LIMIT 1');
    expect(verdict?.trace).toContain('restored');
    expect(await paused()).toEqual([]);
  });

  it('waits until the apps have worked off what the backup left half done', async () => {
    await remind('ringing', { state: 'calling', attempts: 1, dueAt: null });
    await run(restored, 'hold');
    await database.sql.query(
      `INSERT INTO onec_event (id, infobase_id, event_id, type, subject, payload, received_at) VALUES ($1, 'clinic', 'e', 'booking', 'b', '{}', $2)`,
      [uuidv7(), backup],
    );
    const refused = await run(now, 'resume', '--restored');
    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(/not yet: 1 events of 1C not filed\nnot yet: 1 calls without an end/);
    expect(await paused()).toEqual(['first', 'second']);
  });

  it('refuses when calls were not held: some may have begun meanwhile', async () => {
    await remind('due since', { startAt: hours(now, 20) });
    expect((await run(now, 'resume', '--restored')).code).toBe(1);
    expect(await states()).toEqual({ 'due since': 'planned' });
  });
});
