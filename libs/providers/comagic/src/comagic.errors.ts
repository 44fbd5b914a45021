import type { RefusalReason, Refused, Unclear } from '@perezvon/contracts-adapter';
import { z } from 'zod';

const limitsSchema = z.object({
  minute_reset: z.coerce.number().nullish().catch(null),
  day_remaining: z.coerce.number().nullish().catch(null),
  day_reset: z.coerce.number().nullish().catch(null),
});

const errorSchema = z.object({
  code: z.coerce.number().nullish().catch(null),
  data: z
    .object({
      mnemonic: z.string().nullish().catch(null),
      field: z.string().nullish().catch(null),
      metadata: z
        .object({ limits: limitsSchema.nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

/** The `error` of a JSON-RPC reply, as far as it matters. */
export type RpcError = z.output<typeof errorSchema>;

/** Null when the value is no JSON-RPC error. */
export const readRpcError = (value: unknown): RpcError | null => {
  const error = errorSchema.safeParse(value);
  return error.success ? error.data : null;
};

const reasonsByMnemonic: Readonly<Record<string, RefusalReason>> = {
  access_token_expired: 'unauthorized',
  access_token_blocked: 'unauthorized',
  access_token_invalid: 'unauthorized',
  auth_error: 'unauthorized',
  ip_not_whitelisted: 'unauthorized',
  forbidden: 'unauthorized',
  account_inactive: 'blocked',
  limit_exceeded: 'rate_limited',
  contact_in_blacklist: 'bad_phone',
  own_virtual_phone_number_not_allowed: 'bad_phone',
  call_session_not_found: 'not_found',
  entity_not_found: 'not_found',
  internal_error: 'unavailable',
};

/** Groups of codes, for mnemonics nobody has documented. -32002: security settings forbid this direction. */
const reasonsByCode: Readonly<Record<number, RefusalReason>> = {
  [-32001]: 'unauthorized',
  [-32002]: 'bad_phone',
  [-32003]: 'unauthorized',
  [-32009]: 'blocked',
  [-32029]: 'rate_limited',
  [-32603]: 'unavailable',
};

/** A session key lives an hour; the same word tells that a permanent one is wrong. */
export const isStaleKey = ({ data }: RpcError): boolean =>
  data?.mnemonic === 'access_token_expired' || data?.mnemonic === 'access_token_invalid';

/**
 * What an error means. CoMagic refuses before it acts, except with `internal_error`: that may have struck after a call was made, so
 * it is unclear for whatever changes something.
 */
export const meaningOf = (error: RpcError, kind: 'act' | 'ask'): Refused | Unclear => {
  const reason = reasonOf(error);
  const detail = `CoMagic: ${wordOf(error)}`;
  if (reason === 'unavailable' && kind === 'act') return { kind: 'unclear', detail };
  if (reason !== 'rate_limited') return { kind: 'refused', reason, detail };
  return { kind: 'refused', reason, detail, retryAfterMs: resetMs(error) };
};

const reasonOf = ({ code, data }: RpcError): RefusalReason => {
  const known = reasonsByMnemonic[data?.mnemonic ?? ''] ?? reasonsByCode[code ?? 0];
  if (known !== undefined) return known;
  return data?.field === 'contact' ? 'bad_phone' : 'invalid_request';
};

/** Only words of the expected shape: the rest of an error repeats what was sent. */
const wordOf = ({ code, data }: RpcError): string => {
  const mnemonic = data?.mnemonic ?? '';
  return /^[a-z_]{1,60}$/.test(mnemonic) ? mnemonic : `ошибка ${code ?? 'без кода'}`;
};

/** Without numbers of its own, the shorter of the two limits: a minute. */
const resetMs = ({ data }: RpcError): number => {
  const limits = data?.metadata?.limits;
  const isDayOver = typeof limits?.day_remaining === 'number' && limits.day_remaining <= 0;
  const seconds = (isDayOver ? limits.day_reset : limits?.minute_reset) ?? 60;
  return Math.ceil(Math.max(1, seconds) * 1000);
};
