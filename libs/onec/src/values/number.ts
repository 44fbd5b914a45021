import { empty, isBlank, unrecognised, valueOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** Blanks 1C and people group digits with: U+0020, U+00A0 (`Строка(1000.5)` = `1 000,5`), U+2009, U+202F, apostrophes. */
const grouping = /[\s\u00a0\u2009\u202f'’]/g;

const plainDecimal = (text: string): string | null => {
  const compact = text.replace(grouping, '');
  const comma = compact.lastIndexOf(',');
  const dot = compact.lastIndexOf('.');
  const decimal = comma > dot ? ',' : '.';
  const other = decimal === ',' ? '.' : ',';
  const normal = compact.replaceAll(other, '').replace(decimal, '.');
  return /^[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})$/.test(normal) ? normal.replace(/^\+/, '') : null;
};

const decimalOf = (value: unknown): Reading<string> => {
  if (isBlank(value)) return empty;
  if (typeof value === 'number') {
    return Number.isFinite(value) && Math.abs(value) < 1e20 ? valueOf(value.toFixed(10)) : unrecognised;
  }
  const text = typeof value === 'string' && value.length <= 100 ? plainDecimal(value) : null;
  return text === null ? unrecognised : valueOf(text);
};

/** A number, or text in the Russian form (`1 000,5`) or a plain one. Booleans, exponents and infinities are unrecognised. */
export const readNumber = (value: unknown): Reading<number> => {
  if (typeof value === 'number') return Number.isFinite(value) ? valueOf(value) : unrecognised;
  const decimal = decimalOf(value);
  return decimal.kind === 'value' ? valueOf(Number(decimal.value)) : decimal;
};

/**
 * Money as text with at most two decimals, rounded half away from zero on the digits themselves (1C sends up to 27 of
 * them), trailing zeros dropped. More than 15 digits before the point are unrecognised.
 */
export const readMoney = (value: unknown): Reading<string> => {
  const decimal = decimalOf(value);
  if (decimal.kind !== 'value') return decimal;
  const [, sign, whole, fraction] = /^(-?)(\d*)\.?(\d*)$/.exec(decimal.value) ?? [];
  const digits = (fraction ?? '').padEnd(3, '0');
  const hundredths = BigInt(`${whole ?? ''}${digits.slice(0, 2)}`) + (digits.charAt(2) >= '5' ? 1n : 0n);
  const text = hundredths.toString().padStart(3, '0');
  const integer = text.slice(0, -2);
  if (integer.length > 15) return unrecognised;
  const cents = text.slice(-2).replace(/0+$/, '');
  return valueOf(`${hundredths === 0n ? '' : (sign ?? '')}${integer}${cents === '' ? '' : `.${cents}`}`);
};
