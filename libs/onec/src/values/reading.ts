/** What a tolerant converter made of one value of 1C: a value, nothing (null, blank, an empty reference), or not readable. */
export type Reading<T> = { kind: 'value'; value: T } | { kind: 'empty' } | { kind: 'unrecognised' };

export const empty = { kind: 'empty' } as const;
export const unrecognised = { kind: 'unrecognised' } as const;
export const valueOf = <T>(value: T): Reading<T> => ({ kind: 'value', value });

/** Null, absent, or text of nothing but blanks. */
export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
