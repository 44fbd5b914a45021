import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { HttpLimits } from './limits.ts';

/**
 * `aborted`: the client went away, nobody is left to answer. `overloaded`: all bodies together take too much memory.
 * `release` gives the memory back to the account once the body has been dealt with.
 */
export type BodyResult =
  | { kind: 'whole'; body: Buffer; release: () => void }
  | { kind: 'too_large' | 'too_slow' | 'overloaded' | 'aborted' };

export interface BodyReader {
  read: (request: IncomingMessage) => Promise<BodyResult>;
  /** Looks for bodies that come too slowly; called now and then (a timer per request would cost more than the request). */
  check: () => void;
}

interface Progress {
  startedAt: number;
  movedAt: number;
  received: number;
  settle: (result: BodyResult) => void;
}

/** Every body on its way, oldest first, and the bytes of all that are on their way or being worked on. */
interface Account {
  reading: Set<Progress>;
  held: number;
}

const nothing = Buffer.alloc(0);
const noRelease = (): void => undefined;

/** A body smaller than this is never thrown out to make room. */
const smallBody = 64 * 1024;

/**
 * Reads raw bytes under a size limit, a minimum rate and a limit for all bodies together. The size limit holds for
 * chunked bodies and for a lying Content-Length too: what counts is what came.
 */
export const createBodyReader = (limits: HttpLimits): BodyReader => {
  const account: Account = { reading: new Set(), held: 0 };
  return {
    read: (request) => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      if (encoding === undefined && (length === undefined || length === '0')) {
        return Promise.resolve({ kind: 'whole', body: nothing, release: noRelease });
      }
      if (length !== undefined && Number(length) > limits.bodyBytes)
        return Promise.resolve({ kind: 'too_large' });
      return collect(request, account, limits);
    },
    check: () => {
      const now = performance.now();
      for (const progress of account.reading) {
        if (isSlow(progress, limits, now)) progress.settle({ kind: 'too_slow' });
      }
    },
  };
};

const collect = (request: IncomingMessage, account: Account, limits: HttpLimits): Promise<BodyResult> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const startedAt = performance.now();
    const release = (): void => {
      account.held -= progress.received;
    };
    const settle = (result: BodyResult): void => {
      if (!account.reading.delete(progress)) return;
      request.off('data', onData);
      if (result.kind !== 'whole') {
        chunks.length = 0;
        release();
      }
      resolve(result);
    };
    const progress: Progress = { startedAt, movedAt: startedAt, received: 0, settle };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      progress.received += chunk.length;
      progress.movedAt = performance.now();
      account.held += chunk.length;
      if (progress.received > limits.bodyBytes) settle({ kind: 'too_large' });
      else if (account.held > limits.heldBytes) makeRoom(account, progress);
    };
    const onGone = (): void => {
      settle({ kind: 'aborted' });
    };
    account.reading.add(progress);
    request.on('data', onData);
    request.once('end', () => {
      settle({ kind: 'whole', body: joined(chunks), release });
    });
    request.once('error', onGone);
    request.once('close', onGone);
  });

/** Too much in memory: the oldest large body that is still on its way makes room. */
const makeRoom = ({ reading }: Account, newest: Progress): void => {
  for (const progress of reading) {
    if (progress.received > smallBody || progress === newest) {
      progress.settle({ kind: 'overloaded' });
      return;
    }
  }
};

const isSlow = ({ startedAt, movedAt, received }: Progress, limits: HttpLimits, now: number): boolean => {
  const elapsed = now - startedAt;
  if (elapsed > limits.requestMs || now - movedAt > limits.bodyGraceMs) return true;
  return elapsed > limits.bodyGraceMs && received < (elapsed / 1000) * limits.bodyBytesPerSecond;
};

const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
