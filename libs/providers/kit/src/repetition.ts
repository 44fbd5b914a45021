import { isFault } from './answer.ts';
import type { Answer, Unanswered } from './answer.ts';
import { retryAfterMs } from './retry-after.ts';

interface RepetitionOptions<Given extends Answer> {
  /** One exchange; `leftMs`: what is left of the time limit. */
  attempt: (leftMs: number) => Promise<Given | Unanswered>;
  timeoutMs: number;
  /** Waits; false when the client was closed meanwhile. */
  pause: (ms: number) => Promise<boolean>;
}

const repetitions = 2;
const firstPauseMs = 200;

/**
 * Repeats a question after a fault, at most twice and within its time limit, after 100–200 ms, then 200–400 ms, or what the provider
 * asks for. An open circuit and a rate limit, which say themselves when to come again, end it.
 */
export const repeated = async <Given extends Answer>({
  attempt,
  timeoutMs,
  pause,
}: RepetitionOptions<Given>): Promise<Given | Unanswered> => {
  const startedAt = performance.now();
  let answer = await attempt(timeoutMs);
  for (let repetition = 0; repetition < repetitions && mayRepeat(answer); repetition += 1) {
    const pauseMs = Math.max(jittered(firstPauseMs * 2 ** repetition), askedPauseMs(answer));
    const leftMs = Math.floor(timeoutMs - (performance.now() - startedAt) - pauseMs);
    if (leftMs <= 0) break;
    release(answer);
    const next = (await pause(pauseMs)) ? await attempt(leftMs) : closed;
    answer = honest(answer, next);
  }
  return answer;
};

const closed: Unanswered = { kind: 'unsent', detail: 'клиент закрыт' };

const mayRepeat = (answer: Answer): boolean =>
  isFault(answer) && !(answer.kind === 'unsent' && answer.retryAfterMs !== undefined);

const jittered = (ms: number): number => ms * (0.5 + Math.random() / 2);

const askedPauseMs = (answer: Answer): number =>
  answer.kind === 'reply' ? (retryAfterMs(answer.headers['retry-after'], new Date()) ?? 0) : 0;

/** A stream that nobody will read would hold its connection. */
const release = (answer: Answer): void => {
  if (answer.kind === 'reply' && typeof answer.body !== 'string') answer.body.destroy();
};

/** “It surely did not reach the provider” must be true of all attempts. */
const honest = <Given extends Answer>(
  before: Given | Unanswered,
  next: Given | Unanswered,
): Given | Unanswered =>
  next.kind === 'unsent' && before.kind !== 'unsent' ? { kind: 'lost', detail: next.detail } : next;
