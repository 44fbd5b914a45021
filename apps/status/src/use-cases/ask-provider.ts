import type { AdapterInstance, CallRecord, Capabilities } from '@perezvon/contracts-adapter';
import { claimSilentAttempts, type Database, type SilentAttempt } from '@perezvon/database';
import { mergeCallEvent, settleByWatchdog } from '@perezvon/domain';
import { settleAttempts, type Directory, type Knowledge, type WrittenEvent } from '@perezvon/reminders';
import { endOfRecord } from './call-record-event.ts';

export interface AskProviderOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
  /** The same attempt is not asked about more often, ms. */
  againAfterMs: number;
  batch: number;
}

export interface Asked {
  asked: number;
  /** Attempts whose end the provider told when asked. */
  settled: number;
  written: WrittenEvent[];
}

export interface AskableAccount {
  accountId: string;
  robot: Capabilities['reminderCall'];
  lookUpCall: NonNullable<AdapterInstance['lookUpCall']>;
}

/** Null when the answer settles nothing: the call goes on, or the provider could not tell. */
const knowledgeOf = (
  attempt: SilentAttempt,
  record: CallRecord | null,
  { robot, now }: { robot: AskableAccount['robot']; now: Date },
): Knowledge | null => {
  const about = { attemptId: attempt.id, reminderId: attempt.reminderId };
  // It surely never called. That is what silence would have come to; no need to wait for it.
  if (record === null)
    return { ...about, providerStatus: 'no such call', merge: (known) => settleByWatchdog(known, now) };
  const event = endOfRecord(record, { robot, now });
  if (event === null) return null;
  return {
    ...about,
    providerStatus: event.providerStatus,
    merge: (known) => mergeCallEvent(known, event, now),
  };
};

/**
 * Asks the provider about calls of whose end it has not told, well before the watchdog gives up on them. Asking twice does no harm,
 * and what a webhook says meanwhile or later is merged as ever.
 */
export const askProvider = async (options: AskProviderOptions, account: AskableAccount): Promise<Asked> => {
  const { database, directory, clock, againAfterMs, batch } = options;
  const { accountId, robot, lookUpCall } = account;
  const silent = await claimSilentAttempts(database.sql, {
    accountId,
    now: clock(),
    againAfterMs,
    limit: batch,
  });
  const answers = await Promise.all(
    silent.map(async (attempt) => {
      const { id, providerCallId, phone, intendedAt } = attempt;
      return { attempt, result: await lookUpCall({ attemptId: id, providerCallId, phone, intendedAt }) };
    }),
  );
  const now = clock();
  const knowledge = answers.flatMap(({ attempt, result }) =>
    result.kind === 'found' ? (knowledgeOf(attempt, result.value, { robot, now }) ?? []) : [],
  );
  const written = await database.transaction((tx) => settleAttempts(tx, knowledge, { directory, now }));
  return { asked: silent.length, settled: knowledge.length, written };
};
