import type { AdapterInstance, CallRecord, Capabilities } from '@perezvon/contracts-adapter';
import {
  attemptsById,
  claimReconciliation,
  findAttempts,
  finishReconciliation,
  untoldAttempts,
  type Database,
} from '@perezvon/database';
import { mergeCallEvent } from '@perezvon/domain';
import { settleAttempts, type Directory, type Knowledge, type WrittenEvent } from '@perezvon/reminders';
import { endOfRecord } from './call-record-event.ts';
import { matchRecords } from './match-records.ts';

type ListCalls = NonNullable<AdapterInstance['listCalls']>;

export interface ListingAccount {
  robot: Capabilities['reminderCall'];
  listCalls: ListCalls;
}

export interface CompareCallsOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
  /** By account, those whose provider has a list. */
  lists: ReadonlyMap<string, ListingAccount>;
  sleep: (ms: number) => Promise<void>;
  everyMs: number;
  /** The list is read again from so long before the last comparison: providers write calls into it late, ms. */
  overlapMs: number;
  /** Calls of the last moments may still be about to be told by a webhook, ms. */
  settleMs: number;
  /** Another replica takes over after so long, ms. */
  leaseMs: number;
  maxPages: number;
}

export interface Compared {
  accountId: string;
  /** Attempts of ours found in the list with their end. */
  found: number;
  /** Of those: the webhook about the end never came. */
  lost: number;
  /** The provider did not give the whole list; the same stretch is read again next time. */
  problem: string | null;
  written: WrittenEvent[];
}

interface Stretch {
  from: Date;
  to: Date;
}

type Listed = { ok: true; records: CallRecord[] } | { ok: false; problem: string };

/** All pages of the list; a provider that needs time is given it. */
const readList = async (
  listCalls: ListCalls,
  stretch: Stretch,
  { sleep, maxPages }: Pick<CompareCallsOptions, 'sleep' | 'maxPages'>,
): Promise<Listed> => {
  const records: CallRecord[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const result = await listCalls({ ...stretch, cursor });
    if (result.kind === 'refused') return { ok: false, problem: `${result.reason}: ${result.detail}` };
    records.push(...result.value.calls);
    if (result.value.next === null) return { ok: true, records };
    cursor = result.value.next;
    await sleep(result.value.waitMs ?? 0);
  }
  return { ok: false, problem: `more than ${maxPages} pages` };
};

const minuteMs = 60_000;
const attemptsAtOnce = 10_000;

/** Attempts the records may be about: those they name, and those of that time nobody told the end of. */
const candidates = async (
  { sql }: Pick<Database, 'sql'>,
  accountId: string,
  { records, from, to }: Stretch & { records: readonly CallRecord[] },
) => {
  const named = await findAttempts(sql, {
    ids: records.flatMap(({ attemptId }) => attemptId ?? []),
    calls: records.map(({ providerCallId }) => ({ accountId, providerCallId })),
  });
  const silent = await untoldAttempts(sql, {
    accountId,
    from: new Date(from.getTime() - 2 * minuteMs),
    to: new Date(to.getTime() + minuteMs),
    limit: attemptsAtOnce,
  });
  const ids = new Set([...named.filter((one) => one.accountId === accountId), ...silent].map(({ id }) => id));
  return attemptsById(sql, [...ids]);
};

const settle = async (
  { database, directory, clock }: CompareCallsOptions,
  accountId: string,
  list: Stretch & { records: readonly CallRecord[]; robot: ListingAccount['robot'] },
): Promise<Pick<Compared, 'found' | 'lost' | 'written'>> => {
  const now = clock();
  const matches = matchRecords(list.records, await candidates(database, accountId, list)).flatMap(
    ({ record, attempt }) => {
      const event = endOfRecord(record, { robot: list.robot, now });
      return event === null ? [] : [{ event, attempt }];
    },
  );
  const lost = matches.filter(({ attempt }) => attempt.settledBy !== 'provider');
  const knowledge = lost.map(({ event, attempt }): Knowledge => ({
    attemptId: attempt.id,
    reminderId: attempt.reminderId,
    providerStatus: event.providerStatus,
    merge: (known) => mergeCallEvent(known, event, now),
  }));
  const written = await database.transaction((tx) => settleAttempts(tx, knowledge, { directory, now }));
  return { found: matches.length, lost: lost.length, written };
};

/**
 * Compares one account's list of calls with our attempts, if one is due: an end that no webhook told is told by the list, once. The
 * stretches overlap, the cursor is kept in the database, and any replica may do the next one. Null when nothing is due.
 */
export const compareCalls = async (options: CompareCallsOptions): Promise<Compared | null> => {
  const { database, lists, clock } = options;
  const now = clock();
  const later = (ms: number): Date => new Date(now.getTime() + ms);
  const claim = { accountIds: [...lists.keys()], now, leaseUntil: later(options.leaseMs) };
  const due = await claimReconciliation(database.sql, claim);
  const account = lists.get(due?.accountId ?? '');
  if (due === null || account === undefined) return null;
  const { accountId, comparedUntil } = due;
  const from = new Date(comparedUntil.getTime() - options.overlapMs);
  const to = later(-options.settleMs);
  const listed: Listed =
    to > from ? await readList(account.listCalls, { from, to }, options) : { ok: true, records: [] };
  const result = listed.ok
    ? {
        ...(await settle(options, accountId, { from, to, records: listed.records, robot: account.robot })),
        problem: null,
      }
    : { found: 0, lost: 0, written: [], problem: listed.problem };
  const nextAt = later(options.everyMs);
  await finishReconciliation(database.sql, {
    accountId,
    comparedUntil: listed.ok && to > comparedUntil ? to : comparedUntil,
    nextAt,
  });
  return { accountId, ...result };
};
