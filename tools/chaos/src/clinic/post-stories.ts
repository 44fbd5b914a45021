import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '@perezvon/simulator';
import { secretOf } from '../system/chaos-config.ts';
import type { Post, Story } from './story.ts';

/** When a post was first tried and when the gateway had acknowledged it; instants in ms. */
export interface Acknowledged {
  post: Post;
  firstTriedAt: number;
  acknowledgedAt: number;
}

export interface Posting {
  /** What was acknowledged so far, by booking. */
  acknowledged: ReadonlyMap<string, readonly Acknowledged[]>;
  /** Resolves when everything is. Rejects when the gateway says that an event is wrong. */
  done: Promise<void>;
}

export interface PostingOptions {
  stories: readonly Story[];
  gatewayUrl: string;
  startedAt: Date;
  seed: string;
  signal: AbortSignal;
}

/** What 1C's HTTP connection waits, ms. */
const answerWithinMs = 5_000;

interface Envelope {
  infobase: string;
  post: Post;
}

const authorizationOf = (infobase: string): string =>
  `Basic ${Buffer.from(`${infobase}:${secretOf(infobase)}`).toString('base64')}`;

/** A gateway that was stopped in the middle of a request finds it too slow. */
const worthRepeating: ReadonlySet<number> = new Set([408, 429]);

/** Whether the gateway took it. Errors: it will never take it. */
const tryOnce = async (gatewayUrl: string, { infobase, post }: Envelope): Promise<boolean> => {
  try {
    const response = await fetch(`${gatewayUrl}/v1/onec/${post.path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: authorizationOf(infobase),
      },
      body: JSON.stringify(post.body),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    if (response.ok) return true;
    if (worthRepeating.has(response.status) || response.status >= 500) return false;
    throw new RangeError(`The gateway refused ${JSON.stringify(post.body)}: ${response.status} ${text}`);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return false;
  }
};

const untilTaken = async (
  { gatewayUrl, seed, signal }: PostingOptions,
  envelope: Envelope,
): Promise<void> => {
  const random = createRandom(`${seed}/patience/${JSON.stringify(envelope.post.body)}`);
  while (!(await tryOnce(gatewayUrl, envelope))) await delay(random.between(200, 900), undefined, { signal });
};

const postOne = async (options: PostingOptions, envelope: Envelope): Promise<Acknowledged> => {
  const { post } = envelope;
  const waitMs = options.startedAt.getTime() + post.atMs - Date.now();
  await delay(Math.max(0, waitMs), undefined, { signal: options.signal });
  const firstTriedAt = Date.now();
  await Promise.race(Array.from({ length: post.copies }, () => untilTaken(options, envelope)));
  return { post, firstTriedAt, acknowledgedAt: Date.now() };
};

/** Posts everything at its time, as 1C does: the same event again until it is taken. */
export const postStories = (options: PostingOptions): Posting => {
  const acknowledged = new Map<string, Acknowledged[]>();
  const posting = options.stories.flatMap(({ bookingId, infobase, posts }) => {
    const taken: Acknowledged[] = [];
    acknowledged.set(bookingId, taken);
    return posts.map(async (post) => {
      taken.push(await postOne(options, { infobase, post }));
    });
  });
  return { acknowledged, done: Promise.all(posting).then(() => undefined) };
};
