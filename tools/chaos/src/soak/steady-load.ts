import { setTimeout as delay } from 'node:timers/promises';
import { bookingEvent, wallTime } from '@perezvon/tools-demo';
import { bookingIdOf, sayVisit } from '../clinic/story.ts';
import { authorization } from './normal-client.ts';

export interface LoadResult {
  posted: number;
  /** Answers by HTTP status; `none`: there was none within 10 s. */
  statuses: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  gatewayUrl: string;
  zone: string;
  /** Events per second: one in ten is a new booking, the others are written again. */
  rate: number;
  forMs: number;
}

const newOneIn = 10;
/** Tomorrow, so that it is called about at once. */
const visitInMs = 20 * 3_600_000;
const phoneOf = (n: number): string => `+7901${String(n % 10_000_000).padStart(7, '0')}`;

const eventOf = (n: number, zone: string): unknown => {
  const booking = Math.floor(n / newOneIn);
  const now = new Date();
  const visit = {
    id: bookingIdOf(1_000_000 + booking),
    number: `С-${booking}`,
    patient: 'Смирнова Анна Петровна',
    phone: phoneOf(booking),
    specialization: 'Терапевт',
    start: wallTime(new Date(now.getTime() + visitInMs), zone).replace(/\d\d:\d\d$/, '00:00'),
    call: { say_visit: sayVisit(bookingIdOf(booking)) },
  };
  return bookingEvent(visit, { id: `soak-${n}`, modifiedAt: wallTime(now, zone) });
};

const post = async (gatewayUrl: string, event: unknown): Promise<string> => {
  try {
    const response = await fetch(`${gatewayUrl}/v1/onec/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch {
    return 'none';
  }
};

/** Posts evenly for the given time, whether or not earlier posts are answered. */
export const steadyLoad = async ({ gatewayUrl, zone, rate, forMs }: LoadOptions): Promise<LoadResult> => {
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let posted = 0;
  const statuses: Record<string, number> = {};
  while (performance.now() - startedAt < forMs) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * rate);
    for (; posted < due; posted += 1) {
      const sending = post(gatewayUrl, eventOf(posted, zone)).then((status) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        underWay.delete(sending);
      });
      underWay.add(sending);
    }
    await delay(20);
  }
  await Promise.all(underWay);
  return { posted, statuses };
};
