import type { Refused } from '@perezvon/contracts-adapter';
import { z } from 'zod';
import { meaningOf } from './comagic.errors.ts';
import type { Exchange } from './comagic.rpc.ts';

type Key = { kind: 'key'; key: string } | Refused;

export interface Session {
  key(): Promise<Key>;
  /** CoMagic no longer knows this key. False when no other can be got. */
  forget(key: string): boolean;
}

/** A permanent key, made in the cabinet. */
export const createKeySession = (key: string): Session => ({
  key: () => Promise.resolve({ kind: 'key', key }),
  forget: () => false,
});

interface LoginOptions {
  exchange: Exchange;
  login: string;
  password: string;
  clock: () => Date;
}

interface Held {
  key: string;
  /** Unix time, ms. */
  until: number;
}

const minute = 60_000;

const loginSchema = z.object({
  data: z.object({
    access_token: z.string().min(1),
    expire_at: z.coerce.number().positive().nullish().catch(null),
  }),
});

/** Session keys of `login.user`: each lives an hour. Whoever comes while a login is under way waits for the same one. */
export const createLoginSession = (options: LoginOptions): Session => {
  const state: { held: Held | null; pending: Promise<Key> | null } = { held: null, pending: null };

  const renew = async (): Promise<Key> => {
    const held = await logIn(options);
    if ('kind' in held) return held;
    state.held = held;
    return { kind: 'key', key: held.key };
  };

  return {
    key: () => {
      if (state.held !== null && state.held.until > options.clock().getTime())
        return Promise.resolve({ kind: 'key', key: state.held.key });
      state.pending ??= renew().finally(() => {
        state.pending = null;
      });
      return state.pending;
    },
    forget: (key) => {
      // Somebody else may have renewed it already.
      if (state.held?.key === key) state.held = null;
      return true;
    },
  };
};

const logIn = async ({ exchange, login, password, clock }: LoginOptions): Promise<Held | Refused> => {
  const reply = await exchange(
    { method: 'login.user', id: 'perezvon-login', params: { login, password } },
    'ask',
  );
  if (reply.kind === 'refused') return reply;
  if (reply.kind === 'error') return refusedLogin(meaningOf(reply.error, 'ask'));
  const result = loginSchema.safeParse(reply.kind === 'result' ? reply.result : null);
  if (!result.success) return refusedLogin({ detail: 'вход не удался: ответ не читается' });
  const { access_token: key, expire_at: expiry } = result.data.data;
  // `expire_at` is taken as Unix time, s; its unit isn't documented, so an hour at most.
  const now = clock().getTime();
  const until = Math.min((expiry ?? Infinity) * 1000, now + 60 * minute) - minute;
  return { key, until };
};

const refusedLogin = (meaning: Refused | { detail: string }): Refused =>
  'reason' in meaning ? meaning : { kind: 'refused', reason: 'unavailable', detail: meaning.detail };
