import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { OnecSettings } from './onec.settings.ts';

/** `refused`: no session could be had, with 1C's words. `delayMs`: what starting a session costs. */
export type SessionEntry =
  | { kind: 'entered'; delayMs: number; cookie: string | null; leave: () => void }
  | { kind: 'refused'; text: string };

export interface Sessions {
  enter(headers: IncomingHttpHeaders, settings: OnecSettings): SessionEntry;
  drop(): void;
}

const missingHeader =
  'Не указан заголовок управления сеансами или куки с идентификатором сеанса (IBSession, ibsession)';

const cookieOf = (headers: IncomingHttpHeaders): string | null =>
  /(?:^|;\s*)ibsession=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? null;

const nothing = (): void => undefined;

interface Pool {
  monotonic: () => number;
  /** When each idle session was last used. */
  idle: number[];
  /** The same of sessions that a client holds by cookie. */
  named: Map<string, number>;
}

const enterAutomatic = (pool: Pool, settings: OnecSettings): SessionEntry => {
  pool.idle = pool.idle.filter((usedAt) => pool.monotonic() - usedAt < settings.sessionMaxAgeMs);
  const reused = pool.idle.pop() !== undefined;
  return {
    kind: 'entered',
    delayMs: reused ? 0 : settings.sessionStartMs,
    cookie: null,
    leave: () => {
      pool.idle.push(pool.monotonic());
    },
  };
};

const enterNamed = (pool: Pool, settings: OnecSettings, headers: IncomingHttpHeaders): SessionEntry => {
  const command = typeof headers['ibsession'] === 'string' ? headers['ibsession'].toLowerCase() : '';
  if (command === 'start') {
    const id = randomUUID();
    pool.named.set(id, pool.monotonic());
    return { kind: 'entered', delayMs: settings.sessionStartMs, cookie: id, leave: nothing };
  }
  const cookie = cookieOf(headers);
  if (cookie === null) return { kind: 'refused', text: missingHeader };
  const usedAt = pool.named.get(cookie);
  pool.named.delete(cookie);
  if (usedAt === undefined || pool.monotonic() - usedAt > settings.sessionMaxAgeMs) {
    return { kind: 'refused', text: 'Сеанс отсутствует или удален' };
  }
  if (command !== 'finish') pool.named.set(cookie, pool.monotonic());
  return { kind: 'entered', delayMs: 0, cookie: null, leave: nothing };
};

/**
 * Sessions of one publication. `dont_use`: a new one per request. `auto_use`: an idle one is taken if there is one.
 * `use`: the client keeps it by `IBSession: start` → cookie `ibsession` → `IBSession: finish`.
 */
export const createSessions = (monotonic: () => number): Sessions => {
  const pool: Pool = { monotonic, idle: [], named: new Map() };
  return {
    enter: (headers, settings) => {
      if (settings.sessions === 'use') return enterNamed(pool, settings, headers);
      if (settings.sessions === 'auto_use') return enterAutomatic(pool, settings);
      return { kind: 'entered', delayMs: settings.sessionStartMs, cookie: null, leave: nothing };
    },
    drop: () => {
      pool.idle = [];
      pool.named.clear();
    },
  };
};
