import type { CallEvent } from '@perezvon/contracts-events';

type EndOutcome = Extract<CallEvent, { type: 'call.ended' }>['outcome'];

/** What a talk of so many seconds with a robot that only speaks means. */
export const outcomeOfTalk = (talkSeconds: number, heardSeconds: number): EndOutcome => {
  if (talkSeconds <= 0) return 'no_answer';
  return talkSeconds >= heardSeconds ? 'informed' : 'hangup';
};

const zoned = /(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i;

/** RFC 3339 (events, history) or RFC 1123 (GetInfo); a moment without its zone is none. */
export const instantOf = (text = ''): Date | null => {
  const clean = text.trim();
  if (clean.length > 40 || !zoned.test(clean)) return null;
  const at = new Date(clean);
  return Number.isNaN(at.getTime()) ? null : at;
};

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** A string or a number as text; undefined when it is neither, or empty. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
};

/** An identifier of the platform (uint64, as a number or a string). */
export const idOf = (value: unknown): string | null => {
  const text = textOf(value);
  return text === undefined || text === '0' || text.length > 200 ? null : text;
};

export const numberOf = (value: unknown): number | null => {
  const text = textOf(value);
  return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : null;
};
