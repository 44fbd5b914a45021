/**
 * What the test builds put around functions of the apps. Each wrapper takes a module's original export and gives its replacement;
 * build/wrapped-modules.ts says which is used where. Shapes are loose: a tool may not import an app.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createClockError, mark } from './mark.ts';

type Work = (tx: unknown) => Promise<unknown>;
interface Transacting {
  database: { transaction: (work: Work) => Promise<unknown> };
}
type UseCase = (options: Transacting, ...rest: unknown[]) => unknown;
type Asynchronous = (...parameters: unknown[]) => Promise<unknown>;

const replacing = (options: Transacting, transaction: (work: Work) => Promise<unknown>): Transacting => ({
  ...options,
  database: { ...options.database, transaction },
});

/** Marks right before and right after the commit of a use case that takes `{database}`. */
export const aroundCommit =
  (name: string) =>
  (original: UseCase): UseCase =>
  (options, ...rest) => {
    const transaction = async (work: Work): Promise<unknown> => {
      const result = await options.database.transaction(async (tx) => {
        const value = await work(tx);
        mark(`${name}.before-commit`);
        return value;
      });
      mark(`${name}.after-commit`);
      return result;
    };
    return original(replacing(options, transaction), ...rest);
  };

/** Long enough for a request to have left, and mostly for nothing more. */
const requestLeftMs = 4;

const aroundRequest =
  (name: string) =>
  (original: Asynchronous): Asynchronous =>
  async (...parameters) => {
    mark(`${name}.before`);
    const left = setTimeout(() => mark(`${name}.left`), requestLeftMs);
    try {
      return await original(...parameters);
    } finally {
      clearTimeout(left);
      mark(`${name}.answered`);
    }
  };

export const aroundPlacing = aroundRequest('request');

interface Pushing {
  deliver: Asynchronous;
}

/** 1C's client: before a push, while it is under way, between 1C's reply and our note of it. */
export const aroundPush =
  (original: (options: unknown) => Pushing) =>
  (options: unknown): Pushing => {
    const client = original(options);
    return { ...client, deliver: aroundRequest('push')((...parameters) => client.deliver(...parameters)) };
  };

interface InboxOptions {
  insertMany: Asynchronous;
  enqueueMany: Asynchronous;
}

/** The gateway: before and after its rows are durable, after their pointers are queued and before the answer. */
export const aroundInbox =
  (original: (options: InboxOptions) => unknown) =>
  (options: InboxOptions): unknown =>
    original({
      ...options,
      insertMany: aroundRequest('row')(options.insertMany),
      enqueueMany: aroundRequest('pointer')(options.enqueueMany),
    });

interface Context {
  clock: () => Date;
}
interface AppOptions {
  name: string;
  start: (context: Context) => Promise<void>;
}

/** A clock that can be stepped from outside while the app runs. */
export const steppedClock =
  (original: (options: AppOptions) => Promise<void>) =>
  (options: AppOptions): Promise<void> => {
    const errorMs = createClockError(options.name);
    const clock = (): Date => new Date(Date.now() + errorMs());
    return original({ ...options, start: (context) => options.start({ ...context, clock }) });
  };

const longestRefusalMs = 2_000;

const notLater = (at: Date, now: Date): Date =>
  new Date(Math.min(at.getTime(), now.getTime() + longestRefusalMs));

/** A run has minutes, not hours: after a refusal it goes on after two seconds. */
export const shortRefusals =
  (original: (refusals: number, retryAfterMs: number | null, now: Date) => Date) =>
  (refusals: number, retryAfterMs: number | null, now: Date): Date =>
    notLater(original(refusals, retryAfterMs, now), now);

/** So does an account that refused. */
export const shortRests =
  (original: (refusal: unknown, now: Date) => Date) =>
  (refusal: unknown, now: Date): Date =>
    notLater(original(refusal, now), now);

/** The ladder of 1C's back-off in seconds instead of minutes. */
export const shortPace = (original: object): object => ({
  ...original,
  ladderMs: [400, 1_000, 2_000, 3_000],
  leaseMs: 4_000,
  disabledMs: 2_000,
});

/** Below the lease. */
export const shortPushTimeout = (): number => 2_500;

/** How long the mutant holds its commit back, ms. */
const heldBackMs = 150;

/** The mutant: intents are handed out before they are committed, so that requests leave first. The judge must notice. */
export const withoutIntent =
  (original: (options: Transacting, account: unknown) => Promise<unknown>) =>
  (options: Transacting, account: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const transaction = (work: Work): Promise<unknown> =>
        options.database.transaction(async (tx) => {
          const claimed = await work(tx);
          resolve(claimed);
          await delay(heldBackMs);
          mark('intent.before-commit');
          return claimed;
        });
      original(replacing(options, transaction), account).then(resolve, reject);
    });
