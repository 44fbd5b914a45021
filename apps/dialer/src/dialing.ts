import type { AccountConfig, PerezvonConfig } from '@perezvon/config';
import { accountsWithDueReminders, unmatchedProviderEventIds, type Database } from '@perezvon/database';
import { createLoop, type Loop } from '@perezvon/lifecycle';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';
import type { Directory, WrittenEvent } from '@perezvon/reminders';
import { claimCalls, type CommittedIntent } from './use-cases/claim-calls.ts';
import { placeCall, type PlaceCallOptions } from './use-cases/place-call.ts';
import { recordPlacement } from './use-cases/record-placement.ts';

export interface DialingOptions {
  config: PerezvonConfig;
  database: Database;
  directory: Directory;
  adapterOf: PlaceCallOptions['adapterOf'];
  clock: () => Date;
  logger: Logger;
  metrics: Metrics;
  everyMs: number;
  sendWithinMs: number;
  /** Outbox events were committed. */
  onWritten: (written: readonly WrittenEvent[]) => Promise<void>;
  /** Webhooks that outran our reply can be matched now. */
  onMatchable: (providerEventIds: readonly string[]) => Promise<void>;
}

export interface Dialing {
  loop: Loop;
  /** Waits until every request under way is answered and written down. */
  settle: () => Promise<void>;
}

const retryPauseMs = 500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Keeps placing calls: claims what is due, sends each committed intent once, writes the reply down. The request's outcome is kept in
 * memory until PostgreSQL takes it; if this process dies first, the attempt is settled by a webhook or the watchdog.
 */
export const createDialing = (options: DialingOptions): Dialing => {
  const { database, directory, clock, logger } = options;
  const underWay = new Set<Promise<void>>();
  const placed = options.metrics.counter('perezvon_calls_placed_total', 'Requests to providers by result', [
    'account',
    'result',
  ]);
  const accounts = options.config.accounts;
  let stopping = false;

  const writeDown = async (
    committed: CommittedIntent,
    result: Awaited<ReturnType<typeof placeCall>>,
  ): Promise<void> => {
    for (;;) {
      try {
        await options.onWritten(await recordPlacement({ database, directory, clock }, committed, result));
        return;
      } catch (error) {
        logger.error('call.not_recorded', { attemptId: committed.intent.attemptId, error });
        if (stopping) return;
        await pause(retryPauseMs);
      }
    }
  };

  const send = async (committed: CommittedIntent): Promise<void> => {
    const result = await placeCall(options, committed);
    placed.inc({ account: committed.accountId, result: result.kind });
    logger.info('call.placed', {
      attemptId: committed.intent.attemptId,
      accountId: committed.accountId,
      result: result.kind,
      detail: result.kind === 'placed' ? undefined : result.detail,
      ms: clock().getTime() - committed.intendedAt.getTime(),
    });
    await writeDown(committed, result);
    if (result.kind !== 'placed' || result.providerCallId === null) return;
    const { accountId } = committed;
    const ids = await unmatchedProviderEventIds(database.sql, {
      accountId,
      providerCallId: result.providerCallId,
    });
    await options.onMatchable(ids);
  };

  const track = (committed: CommittedIntent): void => {
    const sending = send(committed)
      .catch((error: unknown) =>
        logger.error('call.failed', { attemptId: committed.intent.attemptId, error }),
      )
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };

  const dialAccount = async (account: AccountConfig): Promise<Date | null> => {
    const claimed = await claimCalls({ database, directory, clock }, account);
    for (const committed of claimed.intents) track(committed);
    await options.onWritten(claimed.written);
    return claimed.nextAt;
  };

  const run = async (): Promise<{ again: boolean }> => {
    const due = new Set(
      await accountsWithDueReminders(
        database.sql,
        accounts.map(({ id }) => id),
        clock(),
      ),
    );
    const next = await Promise.all(accounts.filter(({ id }) => due.has(id)).map(dialAccount));
    const soonest = Math.min(...next.map((at) => at?.getTime() ?? Infinity)) - clock().getTime();
    if (soonest > 0 && soonest < options.everyMs) setTimeout(() => loop.wake(), soonest).unref();
    return { again: soonest <= 0 };
  };

  const loop = createLoop({ name: 'dialing', everyMs: options.everyMs, run, logger, clock });
  return {
    loop,
    settle: async () => {
      stopping = true;
      await Promise.all(underWay);
    },
  };
};
