import { wallTime } from '@perezvon/tools-demo';
import type { Infobase } from '../system/chaos-config.ts';

/** The simulated 1Cs of a run. */
export interface Cast {
  zone: string;
  infobases: readonly Infobase[];
  /** When the evening's calling window opens, ms; null: it takes no part. */
  eveningFrom: number | null;
}

/** A window that opens in the middle of a run needs a run that is long enough: windows know minutes only. */
const eveningNeedsMs = 90_000;
const minuteMs = 60_000;
/** What building and starting takes. */
const startMs = 30_000;

/** One infobase that calls at any time and, in a long run, one whose window opens after half of it. */
export const castFor = (zone: string, durationMs: number): Cast => {
  const clinic = { id: 'clinic', opensAt: null };
  if (durationMs < eveningNeedsMs) return { zone, infobases: [clinic], eveningFrom: null };
  const eveningFrom = Math.ceil((Date.now() + startMs + durationMs / 2) / minuteMs) * minuteMs;
  const opensAt = wallTime(new Date(eveningFrom), zone).slice(11, 16);
  return { zone, infobases: [clinic, { id: 'evening', opensAt }], eveningFrom };
};
