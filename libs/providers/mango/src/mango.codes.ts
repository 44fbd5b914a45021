import type { RefusalReason } from '@perezvon/contracts-adapter';

/**
 * What a result code says of a command. `unclear`: a server error that may have struck after the work was done.
 */
export type Verdict = 'ok' | RefusalReason | 'unclear';

/**
 * Documented codes and classes («Список кодов результатов»), the more specific first: a code that isn't listed is read as its class,
 * as the documentation asks for.
 */
const verdicts: readonly (readonly [prefix: string, verdict: Verdict])[] = [
  ['1', 'ok'],
  ['224', 'no_money'],
  ['221', 'rate_limited'],
  ['222', 'rate_limited'],
  ['225', 'rate_limited'],
  ['23', 'not_allowed'],
  ['2', 'blocked'],
  ['3102', 'unauthorized'],
  ['3105', 'unauthorized'],
  ['3127', 'unauthorized'],
  ['3136', 'bad_phone'],
  ['32', 'bad_phone'],
  ['33', 'not_found'],
  ['3', 'invalid_request'],
  ['4101', 'not_found'],
  ['4290', 'rate_limited'],
  ['42', 'unavailable'],
  ['43', 'unavailable'],
  ['44', 'unavailable'],
  ['4501', 'rate_limited'],
  ['4502', 'not_allowed'],
  ['4500', 'blocked'],
  ['4506', 'blocked'],
  ['4507', 'blocked'],
  ['4', 'invalid_request'],
  ['5001', 'unavailable'],
  ['5002', 'unavailable'],
  ['5005', 'unavailable'],
  ['5006', 'unavailable'],
  ['5008', 'unavailable'],
  ['5009', 'unavailable'],
  ['5010', 'no_money'],
  ['51', 'invalid_request'],
  ['52', 'invalid_request'],
  ['5', 'unclear'],
];

/** The code in a field that may be a number or a quoted number; null when it is no code of Mango's. */
export const codeOf = (value: unknown): string | null => {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return /^[1-5]\d{3}$/.test(text) ? text : null;
};

/** What a code read by `codeOf` says. */
export const verdictOf = (code: string): Verdict =>
  verdicts.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'unclear';

/** Mango's clock of bad requests: more than one code 3xxx in this time, and everything is answered with 401 until it is over. */
export const badRequestBlockMs = 120_000;

/** A request that Mango counts as bad: one more within two minutes blocks the whole account. */
export const countsAsBad = (code: string): boolean => code.startsWith('3');
