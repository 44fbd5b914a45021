import { setTimeout as delay } from 'node:timers/promises';
import type { AccountConfig, PerezvonConfig } from '@perezvon/config';
import { accountsWithDueReminders, unmatchedProviderEventIds, type Database } from '@perezvon/database';
import { createLoop, type Loop } from '@perezvon/lifecycle';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';
import type { Directory, WrittenEvent } from '@perezvon/reminders';
import { claimCalls, type CommittedIntent } from './use-cases/claim-calls.ts';
import { placeCall, type PlaceCallOptions, type PlaceOutcome } from './use-cases/place-call.ts';
import { restAfterFailure } from './use-cases/rest-after-failure.ts';
import { recordPlacement } from './use-cases/record-placement.ts';
import { switchAccounts } from './use-cases/switch-accounts.ts';

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
  /** Due reminders that change the account in one go. */
  switchBatch: number;
  /** See `restAfterFailure`. */
  restMs: number;
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

/** Sends one committed intent and sees to it that its outcome is written down. Never rejects. */
const createSending = (options: DialingOptions, isStopping: () => boolean) => {
  const { database, clock, logger } = options;
  const placed = options.metrics.counter('perezvon_calls_placed_total', 'Requests to providers by result', [
    'account',
    'result',
  ]);

  const writeDown = async (committed: CommittedIntent, outcome: PlaceOutcome): Promise<void> => {
    for (;;) {
      try {
        await options.onWritten(await recordPlacement(options, committed, outcome));
        return;
      } catch (error) {
        logger.error('call.not_recorded', { attemptId: committed.intent.attemptId, error });
        if (isStopping()) return;
        await delay(retryPauseMs);
      }
    }
  };

  const matchWaitingWebhooks = async (accountId: string, providerCallId: string): Promise<void> => {
    await options.onMatchable(await unmatchedProviderEventIds(database.sql, { accountId, providerCallId }));
  };

  const send = async (committed: CommittedIntent): Promise<void> => {
    const { accountId, intent, intendedAt } = committed;
    const outcome = await placeCall(options, committed);
    placed.inc({ account: accountId, result: outcome.kind });
    const ms = clock().getTime() - intendedAt.getTime();
    const detail = outcome.kind === 'placed' ? undefined : outcome.detail;
    logger.info('call.placed', { attemptId: intent.attemptId, accountId, result: outcome.kind, detail, ms });
    await writeDown(committed, outcome);
    if (outcome.kind === 'placed' && outcome.providerCallId !== null) {
      await matchWaitingWebhooks(accountId, outcome.providerCallId);
    }
  };

  return (committed: CommittedIntent): Promise<void> =>
    send(committed).catch((error: unknown) =>
      logger.error('call.failed', { attemptId: committed.intent.attemptId, error }),
    );
};

/** Infobases with several accounts call through the first that takes calls. */
const createSwitching = (options: DialingOptions): (() => Promise<void>) => {
  const { config, database, directory, clock, logger, metrics } = options;
  const infobases = config.infobases
    .flatMap(({ id }) => directory.calling(id) ?? [])
    .filter(({ reminders }) => reminders.account.length > 1);
  const switches = metrics.counter(
    'perezvon_account_switches_total',
    'Calls go out through another account than before',
    ['infobase', 'from', 'to', 'reason'],
  );
  return async () => {
    for (const infobase of infobases) {
      const { change, written } = await switchAccounts(
        { database, clock, batch: options.switchBatch },
        infobase,
      );
      if (change === null) continue;
      const { infobaseId, from, to, reason } = change;
      switches.inc({ infobase: infobaseId, from, to, reason });
      logger.warn('account.switched', { infobaseId, from, to, reason });
      await options.onWritten(written);
    }
  };
};

/**
 * Keeps placing calls: claims what is due, sends each committed intent once, writes the reply down. The request's outcome is kept in
 * memory until PostgreSQL takes it; if this process dies first, the attempt is settled by a webhook or the watchdog.
 */
export const createDialing = (options: DialingOptions): Dialing => {
  const { database, clock, logger, everyMs } = options;
  const { accounts } = options.config;
  const accountIds = accounts.map(({ id }) => id);
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  const send = createSending(options, () => stopping);

  const dialAccount = async (account: AccountConfig): Promise<Date | null> => {
    const claimed = await claimCalls(options, account);
    for (const committed of claimed.intents) {
      const sending = send(committed).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    await options.onWritten(claimed.written);
    return claimed.nextAt;
  };

  const switchAll = createSwitching(options);
  const run = async (): Promise<{ again: boolean }> => {
    await switchAll();
    const due = new Set(await accountsWithDueReminders(database.sql, accountIds, clock()));
    const next = await Promise.all(accounts.filter(({ id }) => due.has(id)).map(dialAccount));
    const soonest = Math.min(...next.map((at) => at?.getTime() ?? Infinity)) - clock().getTime();
    if (soonest > 0 && soonest < everyMs) setTimeout(() => loop.wake(), soonest).unref();
    return { again: soonest <= 0 };
  };

  const rested = restAfterFailure(run, { restMs: options.restMs, clock });
  const loop = createLoop({ name: 'dialing', everyMs, run: rested, logger, clock });
  return {
    loop,
    settle: async () => {
      stopping = true;
      await Promise.all(underWay);
    },
  };
};
