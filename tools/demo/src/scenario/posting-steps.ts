import { bookingEvent } from '../stage/visit.ts';
import type { Day } from './day.ts';
import { bookingIdOf, dialledBy, type Guest } from './guest.ts';
import type { Step } from './step.ts';

/** A batch with one of these holds a booking without a time: it refuses itself and nothing else. */
const spoilt = 'spoilt';

const eventOf = (day: Day, guest: Guest): Record<string, unknown> =>
  bookingEvent(day.visitOf(guest), {
    id: day.eventId(`booking-${guest.n}`),
    modifiedAt: day.clock(0),
    ...(guest.shape && { shape: guest.shape }),
  });

const withoutStart = (day: Day): Record<string, unknown> => ({
  id: day.eventId('spoilt'),
  type: 'booking',
  data: { id: bookingIdOf(99), status: 'Бронь', patient: { name: 'Без Времени' } },
});

const order = (day: Day, guest: Guest): Promise<unknown> => {
  const { id, patient } = day.visitOf(guest);
  return day.onecOf(guest).postVoicebox({
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    data: { number: dialledBy(guest), guid: id, name: patient, visit: 'Эндоскопист 4 июня в 11 30' },
  });
};

/** Guests of one batch travel together, all others by themselves. */
const batchesOf = (guests: readonly Guest[]): Guest[][] => {
  const batches = new Map<string, Guest[]>();
  for (const guest of guests) {
    const key = guest.batch ?? `alone ${guest.n}`;
    batches.set(key, [...(batches.get(key) ?? []), guest]);
  }
  return [...batches.values()];
};

const post = (day: Day, batch: readonly Guest[]): Promise<unknown> => {
  const [first] = batch;
  if (first === undefined) return Promise.resolve();
  if (first.via === 'voicebox') return order(day, first);
  const events = batch.map((guest) => eventOf(day, guest));
  if (first.batch === spoilt) events.splice(1, 0, withoutStart(day));
  return day.post(events, { guest: first, ...(first.wire && { wire: first.wire }) });
};

/** 1C posts every guest's booking at the guest's moment. */
export const postingSteps = (guests: readonly Guest[]): Step[] =>
  batchesOf(guests).map((batch) => ({ at: batch[0]?.at ?? 0, act: (day) => post(day, batch) }));
