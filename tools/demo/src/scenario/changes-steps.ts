import { setTimeout as delay } from 'node:timers/promises';
import { bookingEvent, deletedEvent, type Visit } from '../stage/visit.ts';
import { changes } from './changes.ts';
import type { Day } from './day.ts';
import { bookingIdOf, mobileOf, type Guest } from './guest.ts';
import type { Step } from './step.ts';
import { refused } from './refused.ts';

const guestOf = (n: number): Guest => {
  const guest = [...changes, ...refused].find((one) => one.n === n);
  if (!guest) throw new Error(`no guest ${n}`);
  return guest;
};

/** 1C writes the booking again, with something changed. */
const rewrite = (day: Day, n: number, change: Partial<Visit>): Promise<void> => {
  const { call: _noWishesAnyMore, ...visit } = day.visitOf(guestOf(n));
  const id = day.eventId(`rewritten-${n}`);
  return day.post([bookingEvent({ ...visit, ...change }, { id, modifiedAt: day.clock(0) })]);
};

const move = (day: Day, n: number): Promise<void> => {
  day.restarts.set(bookingIdOf(n), [new Date()]);
  // Tomorrow still: whatever the hour, that is near enough for the call to be due.
  return rewrite(day, n, { start: day.startOf(1, '18:45') });
};

const writeFiveTimes = async (day: Day): Promise<void> => {
  for (let time = 0; time < 5; time += 1) {
    await rewrite(day, 33, {});
    await delay(150);
  }
};

const sendThrice = (day: Day): Promise<unknown> => {
  const event = bookingEvent(day.visitOf(guestOf(34)), { id: 'sent-three-times', modifiedAt: day.clock(0) });
  return Promise.all([event, event, event].map((same) => day.post([same])));
};

/** What 1C wrote a minute ago, about another hour, comes now: it must change nothing. */
const sendOldVersion = (day: Day): Promise<void> => {
  const visit = { ...day.visitOf(guestOf(35)), start: day.startOf(1, '10:00') };
  return day.post([bookingEvent(visit, { id: day.eventId('old-version'), modifiedAt: day.clock(-60) })]);
};

/** The number that guest 37's telephone is corrected to. */
export const correctedPhone = mobileOf(1037);

export const changeSteps: readonly Step[] = [
  { at: 2, say: '1С пишет одну запись пять раз за секунду', act: writeFiveTimes },
  { at: 2.1, say: 'одно событие приходит три раза', act: sendThrice },
  { at: 2.2, act: sendOldVersion },
  {
    at: 4,
    say: 'записи отменяют и переносят до звонка',
    act: (day) => rewrite(day, 27, { status: 'Отменен' }),
  },
  { at: 4, act: (day) => move(day, 28) },
  { at: 4, act: (day) => day.post([deletedEvent({ id: bookingIdOf(32) }, day.eventId('deleted'))]) },
  { at: 4, act: (day) => day.stage.onec('clinic').command('stop-36', 'booking.stop', bookingIdOf(36)) },
  { at: 4, act: (day) => day.stage.onec('clinic').command('call-25', 'booking.call_now', bookingIdOf(25)) },
  { at: 4.2, act: (day) => day.stage.onec('clinic').command('call-25', 'booking.call_now', bookingIdOf(25)) },
  {
    at: 2,
    act: async (day) => (await day.untilRings(guestOf(29))) && rewrite(day, 29, { status: 'Отменен' }),
  },
  { at: 2, act: async (day) => (await day.untilRings(guestOf(30))) && move(day, 30) },
  {
    at: 2,
    act: async (day) => (await day.untilHungUp(guestOf(31))) && rewrite(day, 31, { status: 'Прием окончен' }),
  },
  {
    at: 2,
    act: async (day) =>
      (await day.untilHungUp(guestOf(37))) && rewrite(day, 37, { phone: `+${correctedPhone}` }),
  },
];
