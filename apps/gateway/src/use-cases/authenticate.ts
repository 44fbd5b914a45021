import { hash, timingSafeEqual } from 'node:crypto';
import type { InfobaseConfig } from '@perezvon/config';
import { parseAuthorization, type Credentials } from '@perezvon/onec';
import type { RateLimit } from './rate-limit.ts';

export type Infobase = Pick<InfobaseConfig, 'id' | 'name' | 'timezone' | 'cityCode' | 'legacyCp1251'> & {
  secrets: readonly string[];
  deliveryMode: 'push' | 'pull';
};

/** `too_many`: so many failures from this address that it is not even told about this one. */
export type Authentication =
  | { kind: 'known'; infobase: Infobase }
  | { kind: 'unknown' }
  | { kind: 'too_many'; retryAfterSeconds: number };

export interface AuthenticatorOptions {
  infobases: readonly Infobase[];
  /** Failures per remote address. Right credentials are never held up by a neighbour's wrong ones. */
  failures: RateLimit;
  /** The pause before a refusal. */
  pause: () => Promise<void>;
  /** Refusals that may be pausing at once; beyond that they are told to come back later. */
  maxPausing: number;
}

export type Authenticate = (request: {
  authorization: string | undefined;
  remoteAddress: string;
}) => Promise<Authentication>;

/** In hexadecimal. */
const digestOf = (text: string): string => hash('sha256', text);

interface Entry {
  digest: Buffer;
  infobase: Infobase;
}

/**
 * Who is asking? Basic `infobase:secret` or Bearer secret. Secrets are compared as digests, so neither length nor common
 * beginning shows in the time it takes.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticate => {
  const entries = new Map<string, Entry[]>();
  for (const infobase of options.infobases) {
    for (const secret of infobase.secrets) {
      const key = digestOf(secret);
      entries.set(key, [...(entries.get(key) ?? []), { digest: Buffer.from(key), infobase }]);
    }
  }
  let pausing = 0;

  const find = (credentials: Credentials | null): Infobase | null => {
    if (credentials === null) return null;
    const key = digestOf(credentials.scheme === 'basic' ? credentials.password : credentials.token);
    const digest = Buffer.from(key);
    const matching = (entries.get(key) ?? []).filter((entry) => timingSafeEqual(entry.digest, digest));
    if (credentials.scheme === 'bearer')
      return matching.length === 1 ? (matching[0]?.infobase ?? null) : null;
    const user = credentials.user.toLowerCase();
    return matching.find(({ infobase }) => infobase.id === user)?.infobase ?? null;
  };

  const refuse = async (remoteAddress: string): Promise<Authentication> => {
    const retryAfterSeconds = await options.failures.take(remoteAddress);
    if (retryAfterSeconds > 0) return { kind: 'too_many', retryAfterSeconds };
    if (pausing >= options.maxPausing) return { kind: 'too_many', retryAfterSeconds: 1 };
    pausing += 1;
    try {
      await options.pause();
    } finally {
      pausing -= 1;
    }
    return { kind: 'unknown' };
  };

  return async ({ authorization, remoteAddress }) => {
    const infobase = find(parseAuthorization(authorization));
    return infobase === null ? refuse(remoteAddress) : { kind: 'known', infobase };
  };
};
