import { addDays, localOf, startOfDay } from '@perezvon/domain';
import type { Infobase } from './authenticate.ts';

export interface PlanStore {
  findPlanned: (span: {
    infobaseId: string;
    from: Date;
    to: Date;
    limit: number;
  }) => Promise<{ externalId: string; accountId: string; dueAt: Date }[]>;
  /** Visits in this span that nobody will be called about, with the deciding rule in Russian. */
  findSkipped: (span: { infobase: Infobase; from: Date; to: Date; limit: number }) => Promise<SkippedVisit[]>;
}

export interface SkippedVisit {
  bookingId: string;
  reason: string;
  summary: string;
}

/** How many calls an account places at the most. */
export interface Lines {
  concurrentCalls: number;
  callsPerSecond: number;
}

export interface PlanQuestion {
  store: PlanStore;
  infobase: Infobase;
  /** `YYYY-MM-DD`, in the infobase's zone. */
  date: string;
  leadHours: number;
  lines: Lines;
}

const most = 20_000;
const mostSkipped = 1_000;

/** A robot's call with dialling and ringing; only the forecast of shortages depends on it. */
const averageCallSeconds = 60;

/** `GET /plan`: calls of a day by hour, visits left out with the reason, and from when on the lines do not suffice. */
export const previewPlan = async ({ store, infobase, date, leadHours, lines }: PlanQuestion) => {
  const from = startOfDay(date, infobase.timezone);
  const to = startOfDay(addDays(date, 1), infobase.timezone);
  const leadMs = leadHours * 3_600_000;
  const [planned, skipped] = await Promise.all([
    store.findPlanned({ infobaseId: infobase.id, from, to, limit: most }),
    store.findSkipped({
      infobase,
      from: new Date(from.getTime() + leadMs),
      to: new Date(to.getTime() + leadMs),
      limit: mostSkipped,
    }),
  ]);
  const hours = countByHour(planned.map((call) => localOf(call.dueAt, infobase.timezone)));
  const capacity = Math.floor(
    Math.min(lines.callsPerSecond * 3_600, (lines.concurrentCalls * 3_600) / averageCallSeconds),
  );
  return {
    date,
    timezone: infobase.timezone,
    calls: planned.length,
    hours,
    skipped_count: skipped.length,
    skipped: skipped.map(({ bookingId, reason, summary }) => ({ booking_id: bookingId, reason, summary })),
    calls_per_hour_limit: capacity,
    shortage_from: shortageFrom(hours, capacity),
  };
};

export interface HourOfPlan {
  /** `09:00` */
  hour: string;
  calls: number;
}

const countByHour = (times: readonly string[]): HourOfPlan[] => {
  const counts = new Map<string, number>();
  for (const time of times) {
    const hour = `${time.slice(11, 13)}:00`;
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return [...counts]
    .map(([hour, calls]) => ({ hour, calls }))
    .sort((left, right) => (left.hour < right.hour ? -1 : 1));
};

/** The first hour at whose end calls are left over; what is left goes into the next hour. */
const shortageFrom = (hours: readonly HourOfPlan[], capacity: number): string | null => {
  let left = 0;
  for (let hour = 0; hour < 24; hour += 1) {
    const name = `${String(hour).padStart(2, '0')}:00`;
    const calls = hours.find((entry) => entry.hour === name)?.calls ?? 0;
    left = Math.max(0, left + calls - capacity);
    if (left > 0) return name;
  }
  return null;
};
