import { empty, isBlank, unrecognised, valueOf } from './reading.ts';
import type { Reading } from './reading.ts';

const truths = new Set(['true', 'да', 'истина', '1', 'yes', 'on', 'y']);
const untruths = new Set(['false', 'нет', 'ложь', '0', 'no', 'off', 'n']);

/** JSON booleans, 0/1, and what `Строка(Истина)` and its relatives give: Да/Нет, Истина/Ложь, true/false, in any case. */
export const readBoolean = (value: unknown): Reading<boolean> => {
  if (typeof value === 'boolean') return valueOf(value);
  if (isBlank(value)) return empty;
  if (typeof value !== 'string' && typeof value !== 'number') return unrecognised;
  const word = String(value).trim().toLowerCase();
  if (truths.has(word)) return valueOf(true);
  return untruths.has(word) ? valueOf(false) : unrecognised;
};
