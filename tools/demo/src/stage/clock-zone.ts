const zones = ['Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Vladivostok'] as const;

/** Wall time in a zone: `2026-06-04T11:30:00`. */
export const wallTime = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
    .format(at)
    .replace(' ', 'T');

/**
 * A Russian zone in which it is neither night nor nearly midnight: daily limits and "today" must not turn over while a story is
 * being told.
 */
export const zoneAwayFromMidnight = (now: Date): string => {
  const isQuiet = (zone: string): boolean => {
    const hour = Number(wallTime(now, zone).slice(11, 13));
    return hour >= 2 && hour < 20;
  };
  return zones.find(isQuiet) ?? zones[0];
};

/** The day `days` after the one it is now in the zone, at a clock time. */
export const visitAt = (now: Date, zone: string, visit: { days: number; clock: string }): string => {
  const day = new Date(`${wallTime(now, zone).slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + visit.days);
  return `${day.toISOString().slice(0, 10)}T${visit.clock}:00`;
};
