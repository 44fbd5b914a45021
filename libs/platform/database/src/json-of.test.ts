import { describe, expect, it } from 'vitest';
import { jsonOf } from './json-of.ts';

const stored = (value: string): unknown => JSON.parse(jsonOf(value));

describe('a value on its way into jsonb', () => {
  it('loses what PostgreSQL cannot store, and nothing else', () => {
    expect(stored('a\u0000b\u0000\u0000')).toBe('a\ufffdb\ufffd\ufffd');
    expect(stored('\ud83d!\ude00')).toBe('\ufffd!\ufffd');
  });

  it('keeps whole surrogate pairs, and backslashes that only look like an escape', () => {
    for (const text of ['😀', '\\u0000', '\\\\u0000', 'C:\\ud800', '\u0001', 'Ёж\n"«»"']) {
      expect(stored(text)).toBe(text);
    }
    expect(stored('\\\u0000')).toBe('\\\ufffd');
  });

  it('does so in names too', () => {
    expect(JSON.parse(jsonOf({ 'a\u0000': [{ b: '\ud800' }] }))).toEqual({ 'a\ufffd': [{ b: '\ufffd' }] });
  });
});
