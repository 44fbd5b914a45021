import { randomInt } from 'node:crypto';
import type { ParseResult, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import type { ProviderInboxRow, ProviderJob } from '@perezvon/contracts-queues';
import {
  attemptsOfReminders,
  insertAttempts,
  insertProviderEvents,
  insertReminders,
  lockReminders,
  openDatabase,
  saveBookingVersions,
  type AttemptRow,
  type Database,
  type ReminderRow,
} from '@perezvon/database';
import { createDirectory, type Directory } from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';
import { applyProviderEvents, type Applied } from '../use-cases/apply-provider-events.ts';
import { testConfig } from './configuration.ts';
import { bookingRow, callingReminder, placedAttempt } from './rows.ts';

/** What a webhook of the fake provider says: an event, or an array of them, as JSON. */
export interface Saying {
  /** The provider's id of the call; null: it names only ours. */
  call?: string | null;
  /** Our id, echoed. */
  echo?: string | null;
  says:
    | 'picked up'
    | 'mystery'
    | 'confirmed'
    | 'declined'
    | 'operator'
    | 'hangup'
    | 'no_answer'
    /** A telephone call came to its end: one to a client, heard to the end, or one from a client. */
    | 'end out'
    | 'end in'
    | 'ringing';
  /** The provider's own time. */
  at?: Date;
  key?: string;
}

/** A call that is under way. */
export interface Call {
  bookingId: string;
  reminderId: string;
  attemptId: string;
  /** The provider's id of it; null: its reply has not come yet. */
  providerCallId: string | null;
}

export interface Told {
  type: string;
  final: boolean;
  data: Record<string, unknown>;
}

export interface Switchboard {
  database: Database;
  directory: Directory;
  clock: () => Date;
  pass: (ms: number) => void;
  /** A booking whose reminder is calling. */
  call: (known?: { providerCallId?: string | null; accountId?: string }) => Promise<Call>;
  /** Into the inbox, as the gateway does; resolves with the pointer. */
  hook: (body: Saying | readonly Saying[] | string, accountId?: string) => Promise<ProviderJob>;
  apply: (jobs: readonly ProviderJob[]) => Promise<Applied>;
  attempt: (call: Call) => Promise<AttemptRow>;
  reminder: (call: Call) => Promise<ReminderRow>;
  told: (call: Call) => Promise<Told[]>;
  /** State of the inbox row of a job. */
  stateOf: (job: ProviderJob) => Promise<{ state: string; error: string | null }>;
  close: () => Promise<void>;
}

const correlationOf = ({ call = null, echo = null, says, at, key }: Saying) => ({
  key: key ?? `${call ?? echo ?? ''}/${says}`,
  providerCallId: call,
  attemptId: echo,
  at: at ?? null,
  providerStatus: says,
});

const eventOf = (saying: Saying): CallEvent => {
  const { says } = saying;
  const correlation = correlationOf(saying);
  switch (says) {
    case 'picked up':
      return { ...correlation, type: 'call.answered' };
    case 'mystery':
      return { ...correlation, type: 'call.unknown' };
    case 'ringing':
      return { ...correlation, type: 'call.ringing' };
    case 'end out':
    case 'end in':
      return { ...correlation, ...endOf(says) };
    default:
      return { ...correlation, type: 'call.outcome', outcome: says };
  }
};

const endOf = (says: 'end out' | 'end in') => ({
  type: 'call.ended' as const,
  parties: {
    direction: says === 'end in' ? ('in' as const) : ('out' as const),
    clientPhone: '79000000001',
    ownPhone: null,
    extensions: [],
  },
  outcome: 'informed' as const,
  talkSeconds: 20,
  recordingId: null,
});

const parse = ({ body }: WebhookRequest): ParseResult => {
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8'), (name, part: unknown) =>
      name === 'at' && typeof part === 'string' ? new Date(part) : part,
    ) as Saying | Saying[];
    return { ok: true, events: [value].flat().map(eventOf) };
  } catch {
    return { ok: false, problem: 'no JSON' };
  }
};

export const hookRow = (body: string, accountId: string, at: Date): ProviderInboxRow => ({
  id: uuidv7(),
  accountId,
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  bodyBase64: Buffer.from(body).toString('base64'),
  receivedAt: at.toISOString(),
});

const storedIn = ({ sql }: Database): Pick<Switchboard, 'attempt' | 'reminder' | 'told' | 'stateOf'> => {
  const only = <Row>([row]: readonly Row[]): Row => {
    if (row === undefined) throw new Error('no such row');
    return row;
  };
  return {
    attempt: async ({ reminderId }) => only(await attemptsOfReminders(sql, [reminderId])),
    reminder: async ({ reminderId }) => only(await lockReminders(sql, [reminderId])),
    told: ({ bookingId }) =>
      sql.query<Told>('SELECT type, final, data FROM outbox_event WHERE subject = $1 ORDER BY ord', [
        bookingId,
      ]),
    stateOf: async (job) =>
      only(
        await sql.query<{ state: string; error: string | null }>(
          'SELECT state, error FROM provider_event WHERE id = $1',
          [job.kind === 'pointer' ? job.id : job.row.id],
        ),
      ),
  };
};

const startCall = async (
  database: Database,
  now: Date,
  known: Parameters<Switchboard['call']>[0] = {},
): Promise<Call> => {
  const bookingId = uuidv7();
  // Another person each time, or the cap of calls a day would end it.
  const phone = `79${String(randomInt(1e9)).padStart(9, '0')}`;
  const booking = bookingRow(bookingId, phone, now);
  const reminder = callingReminder(booking.id, phone, now);
  const providerCallId = known.providerCallId === undefined ? `call-${bookingId}` : known.providerCallId;
  const attempt = {
    ...placedAttempt(reminder, providerCallId, now),
    accountId: known.accountId ?? 'robot',
  };
  await saveBookingVersions(database.sql, [booking]);
  await insertReminders(database.sql, [reminder]);
  await insertAttempts(database.sql, [attempt]);
  return { bookingId, reminderId: reminder.id, attemptId: attempt.id, providerCallId };
};

/** The status app's use cases over a real database, a fake provider's parser, and a clock that stands still until it is told. */
export const openSwitchboard = (url: string): Switchboard => {
  let now = new Date('2026-06-03T09:00:00.000Z');
  const clock = (): Date => now;
  const database = openDatabase({
    url,
    poolSize: 6,
    statementTimeoutMs: 20_000,
    connectTimeoutMs: 20_000,
    onConnectionError: () => undefined,
  });
  const directory = createDirectory(testConfig());
  const parserOf = (accountId: string) => (directory.account(accountId) === null ? null : parse);
  return {
    ...storedIn(database),
    database,
    directory,
    clock,
    pass: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    call: (known) => startCall(database, now, known),
    hook: async (body, accountId = 'robot') => {
      const row = hookRow(typeof body === 'string' ? body : JSON.stringify(body), accountId, now);
      await insertProviderEvents(database.sql, [row]);
      return { kind: 'pointer', id: row.id };
    },
    apply: (jobs) => applyProviderEvents({ database, directory, parserOf, clock }, jobs),
    close: () => database.close(),
  };
};
