import { setTimeout as sleep } from 'node:timers/promises';
import type { AppContext } from '@perezvon/bootstrap';
import { ensureReconciliation } from '@perezvon/database';
import { createLoop } from '@perezvon/lifecycle';
import type { AccountAdapter } from '@perezvon/provider-registry';
import type { Directory, WrittenEvent } from '@perezvon/reminders';
import { tuning, type StatusEnvironment } from './config.ts';
import { askProvider, type AskableAccount } from './use-cases/ask-provider.ts';
import { compareCalls, type Compared, type ListingAccount } from './use-cases/compare-calls.ts';

interface Parts {
  context: AppContext<StatusEnvironment>;
  adapters: ReadonlyMap<string, AccountAdapter>;
  directory: Directory;
  onWritten: (written: readonly WrittenEvent[]) => Promise<void>;
}

/** Asks accounts that can look up a call about calls nobody told the end of. */
const startAsking = ({ context, adapters, directory, onWritten }: Parts): void => {
  const { database, clock, logger, metrics, lifecycle } = context;
  const askable = [...adapters].flatMap(([accountId, { adapter, instance }]): AskableAccount[] => {
    const { lookUpCall } = instance;
    return lookUpCall === undefined
      ? []
      : [{ accountId, robot: adapter.capabilities.reminderCall, lookUpCall }];
  });
  if (askable.length === 0) return;
  const questions = metrics.counter(
    'perezvon_call_questions_total',
    'Calls a provider was asked about because no webhook had told their end',
    ['account', 'result'],
  );
  const options = { database, directory, clock, againAfterMs: tuning.askAgainMs, batch: tuning.askBatch };
  const run = async (): Promise<void> => {
    for (const account of askable) {
      const { asked, settled, written } = await askProvider(options, account);
      if (asked === 0) continue;
      questions.inc({ account: account.accountId, result: 'settled' }, settled);
      questions.inc({ account: account.accountId, result: 'open' }, asked - settled);
      logger.info('calls.asked_about', { accountId: account.accountId, asked, settled });
      await onWritten(written);
    }
  };
  const loop = createLoop({ name: 'questions', everyMs: tuning.askEveryMs, run, logger, clock });
  loop.start();
  lifecycle.own('questions', () => loop.stop());
};

const createReport = ({ metrics, logger }: Parts['context']): ((compared: Compared) => void) => {
  const compared = metrics.counter(
    'perezvon_compared_calls_total',
    'Our calls found in a provider’s list; lost / all is the share of lost webhooks',
    ['account', 'webhook'],
  );
  return ({ accountId, found, lost, problem }) => {
    compared.inc({ account: accountId, webhook: 'lost' }, lost);
    compared.inc({ account: accountId, webhook: 'came' }, found - lost);
    if (problem !== null) logger.warn('calls.not_compared', { accountId, problem });
    else logger.info('calls.compared', { accountId, found, lost });
  };
};

/** Compares the lists of accounts that have one with our attempts. */
const startComparing = async ({ context, adapters, directory, onWritten }: Parts): Promise<void> => {
  const { database, clock, logger, lifecycle } = context;
  const lists = new Map(
    [...adapters].flatMap(([accountId, { adapter, instance }]): [string, ListingAccount][] => {
      const { listCalls } = instance;
      return listCalls === undefined
        ? []
        : [[accountId, { robot: adapter.capabilities.reminderCall, listCalls }]];
    }),
  );
  if (lists.size === 0) return;
  const { compareEveryMs: everyMs, compareOverlapMs: overlapMs, compareSettleMs: settleMs } = tuning;
  await ensureReconciliation(database.sql, [...lists.keys()], new Date(clock().getTime() - settleMs));
  const report = createReport(context);
  const closing = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: closing.signal });
  const run = async (): Promise<{ again: boolean }> => {
    const compared = await compareCalls({
      ...{ database, directory, clock, lists, everyMs, overlapMs, settleMs, sleep: pause },
      leaseMs: tuning.compareLeaseMs,
      maxPages: tuning.comparePages,
    });
    if (compared === null) return { again: false };
    report(compared);
    await onWritten(compared.written);
    return { again: true };
  };
  const loop = createLoop({ name: 'comparison', everyMs: tuning.compareLookMs, run, logger, clock });
  loop.start();
  lifecycle.own('comparison', () => {
    closing.abort();
    return loop.stop();
  });
};

/** Accounts that can neither list nor look up calls are left to the watchdog. */
export const startReconciliation = async (parts: Parts): Promise<void> => {
  startAsking(parts);
  await startComparing(parts);
};
