import { DateTime } from 'luxon';

/**
 * The moment of a wall-clock time in a zone (IANA name), e.g. `dd.MM.yyyy HH:mm:ss`; formats as luxon has them. null for what does
 * not fit the format or the calendar. A time that clocks skipped or repeat is taken as luxon takes it (an hour off at most).
 */
export const readLocalTime = (text: string | null | undefined, format: string, zone: string): Date | null => {
  const at = DateTime.fromFormat((text ?? '').trim(), format, { zone, locale: 'en-US' });
  return at.isValid ? at.toJSDate() : null;
};

/** The wall-clock time of a moment in a zone (IANA name); formats as luxon has them. Throws RangeError on an unknown zone. */
export const writeLocalTime = (date: Date, format: string, zone: string): string => {
  const at = DateTime.fromJSDate(date, { zone });
  if (!at.isValid) throw new RangeError(`no such time: ${at.invalidReason}`);
  return at.toFormat(format, { locale: 'en-US' });
};
