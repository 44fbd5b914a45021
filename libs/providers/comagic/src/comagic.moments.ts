import { readLocalTime, writeLocalTime } from '@perezvon/provider-kit';

const format = 'yyyy-MM-dd HH:mm:ss';
const local = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;
const zoned = /(Z|[+-]\d\d:?\d\d)$/;

/** A moment of CoMagic's: `YYYY-MM-DD hh:mm:ss` of the cabinet's zone, the same with an offset, or Unix time (s or ms). */
export const momentOf = (text: string | null | undefined, zone: string): Date | null => {
  const clean = (text ?? '').trim();
  if (/^\d{10}(\.\d+)?$/.test(clean)) return new Date(Math.round(Number(clean) * 1000));
  if (/^\d{13}$/.test(clean)) return new Date(Number(clean));
  const head = local.exec(clean)?.[0];
  if (head === undefined) return null;
  if (!zoned.test(clean)) return readLocalTime(head.replace('T', ' '), format, zone);
  const at = new Date(clean.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at;
};

/** `YYYY-MM-DD hh:mm:ss` of the cabinet's zone; whole seconds, cut. */
export const momentText = (at: Date, zone: string): string => writeLocalTime(at, format, zone);
