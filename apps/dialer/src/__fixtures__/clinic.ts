import type { OnecInboxRow, OnecJob, ProviderInboxRow } from '@perezvon/contracts-queues';
import { ensurePacing, insertOnecEvents, openDatabase, type Database } from '@perezvon/database';
import {
  createDirectory,
  type CallingInfobase,
  type Directory,
  type WrittenEvent,
} from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';
import { claimCalls, type Claimed, type CommittedIntent } from '../use-cases/claim-calls.ts';
import { fileOnecEvents, type Filed } from '../use-cases/file-onec-events.ts';
import type { PlaceOutcome } from '../use-cases/place-call.ts';
import { planBookings, type Planned } from '../use-cases/plan-bookings.ts';
import { recordPlacement } from '../use-cases/record-placement.ts';
import { switchAccounts, type Switched } from '../use-cases/switch-accounts.ts';
import { watchAttempts, type Watched } from '../use-cases/watch-attempts.ts';
import { bookingPayload, moscow, type BookingWish } from './booking-payload.ts';
import { testConfig } from './configuration.ts';
import { storedIn, type Stored } from './stored.ts';

export interface Limits {
  concurrentCalls: number;
  callsPerSecond: number;
}

/** A process of the dialer, as it were: connections of its own. */
export interface Dialer {
  database: Database;
  file: (jobs: readonly OnecJob[]) => Promise<Filed>;
  plan: (batch?: number) => Promise<Planned>;
  claim: (limits?: Partial<Limits>, accountId?: string) => Promise<Claimed>;
  record: (committed: CommittedIntent, result: PlaceOutcome) => Promise<WrittenEvent[]>;
  watch: () => Promise<Watched>;
  switch: () => Promise<Switched>;
}

/** One dialer, what it works on, and a clock that stands still until it is set. */
export interface Clinic extends Dialer {
  directory: Directory;
  stored: Stored;
  clock: () => Date;
  setTime: (at: Date) => void;
  pass: (ms: number) => void;
  /** Into the inbox, as the gateway does; resolves with the pointer. */
  post: (type: string, subject: string, payload: unknown) => Promise<OnecJob>;
  /** Posts bookings and files them. */
  write: (...bookings: BookingWish[]) => Promise<void>;
  /** Posts bookings, files them, waits for the debounce and plans them. */
  arrange: (...bookings: BookingWish[]) => Promise<void>;
  /** Empties the tables and sets the clock back. */
  reset: () => Promise<void>;
  /** Another process on the same database. */
  another: () => Dialer;
  close: () => Promise<void>;
}

const tables =
  'onec_event, provider_event, booking, reminder, attempt, decision, outbox_event, account_pacing, calling_account';
const debounceMs = 2_000;
const morning = moscow('2026-06-03 10:00');

const callingClinic = (directory: Directory): CallingInfobase => {
  const clinic = directory.calling('clinic');
  if (clinic === null) throw new Error('the clinic calls nobody');
  return clinic;
};

const openPool = (url: string): Database =>
  openDatabase({
    url,
    poolSize: 4,
    statementTimeoutMs: 20_000,
    connectTimeoutMs: 20_000,
    onConnectionError: () => undefined,
  });

const openDialer = (url: string, shared: { directory: Directory; clock: () => Date }): Dialer => {
  const database = openPool(url);
  const options = { database, ...shared };
  return {
    database,
    file: (jobs) => fileOnecEvents(options, jobs),
    plan: (batch = 200) => planBookings({ ...options, batch }),
    claim: (limits = {}, id = 'robot') =>
      claimCalls(options, { id, limits: { concurrentCalls: 100, callsPerSecond: 1_000, ...limits } }),
    record: (committed, result) => recordPlacement(options, committed, result),
    watch: () => watchAttempts({ ...options, isHeardOut: async () => true, batch: 200 }),
    switch: () => switchAccounts({ ...options, batch: 200 }, callingClinic(shared.directory)),
  };
};

export const inboxRow = (row: Pick<OnecInboxRow, 'type' | 'subject' | 'payload'>, at: Date): OnecInboxRow => {
  const id = uuidv7();
  return { id, infobaseId: 'clinic', eventId: id, receivedAt: at.toISOString(), ...row };
};

/** A webhook of the account `robot` that waits in the inbox. */
export const webhookRow = (at: Date): ProviderInboxRow => ({
  id: uuidv7(),
  accountId: 'robot',
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  bodyBase64: '',
  receivedAt: at.toISOString(),
});

type Intake = Pick<Clinic, 'post' | 'write' | 'arrange'>;

const intakeOf = (dialer: Dialer, clock: () => Date, pass: Clinic['pass']): Intake => {
  const post: Clinic['post'] = async (type, subject, payload) => {
    const row = inboxRow({ type, subject, payload }, clock());
    await insertOnecEvents(dialer.database.sql, [row]);
    return { kind: 'pointer', id: row.id };
  };
  const write: Clinic['write'] = async (...bookings) => {
    const jobs = bookings.map((booking) => post('booking', booking.id, bookingPayload(booking, clock())));
    await dialer.file(await Promise.all(jobs));
  };
  return {
    post,
    write,
    arrange: async (...bookings) => {
      await write(...bookings);
      pass(debounceMs);
      await dialer.plan();
    },
  };
};

/** `account`: what `reminders.account` of the clinic says. */
export const openClinic = (url: string, account?: string): Clinic => {
  let now = morning;
  const clock = (): Date => now;
  const pass = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };
  const shared = { directory: createDirectory(testConfig(account)), clock };
  const dialer = openDialer(url, shared);
  const opened = [dialer];
  return {
    ...dialer,
    ...shared,
    ...intakeOf(dialer, clock, pass),
    stored: storedIn(dialer.database),
    pass,
    setTime: (at) => {
      now = at;
    },
    reset: async () => {
      now = morning;
      await dialer.database.sql.query(`TRUNCATE ${tables} CASCADE`);
      await ensurePacing(dialer.database.sql, ['robot', 'spare-robot']);
    },
    another: () => {
      const next = openDialer(url, shared);
      opened.push(next);
      return next;
    },
    close: async () => {
      await Promise.all(opened.map(({ database }) => database.close()));
    },
  };
};
