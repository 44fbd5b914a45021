import { outboxDataSchemas } from '@perezvon/contracts-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '../calling-window.ts';
import { localDate } from '../zone.ts';
import { isAnswer } from './attempt-merge.ts';
import { phoneOf } from './facts.ts';
import { isReminderAnswered, isReminderOpen } from './reminder-outcome.ts';
import type { BookingView } from './views.ts';
import type { ReminderSettings } from './rules.ts';
import { moscow, settings as defaults, zone } from './__fixtures__/bookings.ts';
import { nextDue, perform } from './__fixtures__/world-steps.ts';
import {
  callsOf,
  newWorld,
  type Step,
  type Told,
  type World,
  type WorldAttempt,
  type WorldBooking,
} from './__fixtures__/world.ts';

const from = moscow('2026-06-01 09:00');
const start = '2026-06-02T11:30:00';
const phone = '79991230001';
const minute = 60_000;

const often = <const Value>(value: Value): Value[] => Array.from({ length: 6 }, () => value);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      booking: fc.nat(1),
      version: fc.integer({ min: 1, max: 30 }),
      what: fc.record({
        start: fc.constantFrom(...often(start), '2026-06-03T10:00:00', '2026-06-01T15:00:00'),
        status: fc.constantFrom(...often('planned'), 'unconfirmed', 'cancelled', 'confirmed'),
        phone: fc.constantFrom(...often(phone), '79991230002', '79991230002', null),
        deleted: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
        enabled: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
        maxAttempts: fc.constantFrom(null, null, 1, 2),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      booking: fc.nat(1),
      command: fc.constantFrom('call_now' as const, 'call_now' as const, 'stop' as const),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'plan' as const }) },
  { weight: 9, arbitrary: fc.constant({ do: 'dial' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      attempt: fc.nat(5),
      result: fc.constantFrom('placed' as const, 'refused' as const, 'unclear' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('word' as const),
      attempt: fc.nat(5),
      says: fc.constantFrom(
        'answered',
        'confirmed',
        'declined',
        'operator',
        'informed',
        'hangup',
        'no_answer',
        'no_answer',
        'unknown',
      ),
      minutesAgo: fc.constantFrom(null, 0, 1, 5),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'watch' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      minutes: fc.constantFrom(1, 1, 15, 61, 61, 180, 600),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'wait' as const }) },
);

const settings: fc.Arbitrary<ReminderSettings> = fc.record({
  leadHours: fc.constantFrom(2, 24),
  window: fc.constant(defaults.window),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  retryMinutes: fc.constantFrom([30, 120], [0.05]),
  stopBeforeVisitMinutes: fc.constantFrom(0, 60),
  perPhone: fc.constantFrom({ callsPerDay: 2, minGapMinutes: 60 }, { callsPerDay: 20, minGapMinutes: 0 }),
  sameDay: fc.boolean(),
});

const sameMoment = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

/** Told as an answer that 1C is to apply. */
const isAnswerFor = (told: Told, { reminder }: WorldAttempt): boolean =>
  'outcome' in told.news.data &&
  isAnswer(told.news.data.outcome) &&
  !told.news.data.stale &&
  told.reminder.booking === reminder.booking &&
  sameMoment(told.reminder.startAt, reminder.startAt);

const checkCall = (world: World, call: WorldAttempt): void => {
  const { now } = world;
  const { booking } = call.reminder;
  const { view } = booking;
  const visit = view.startAt?.getTime() ?? 0;
  const earlier = callsOf(world).filter((other) => other !== call);
  const alike = earlier.filter(
    (other) =>
      other.reminder.booking === booking &&
      sameMoment(other.startAt, call.startAt) &&
      other.phone === call.phone,
  );
  const toPhone = earlier.filter((other) => other.phone === call.phone).map(({ intendedAt }) => intendedAt);
  const today = toPhone.filter((at) => localDate(at, zone) === localDate(now, zone));
  const { callsPerDay, minGapMinutes } = world.settings.perPhone;

  expect(view).toMatchObject({ deleted: false, stopped: false, startAt: call.startAt });
  expect(['planned', 'unconfirmed']).toContain(view.status);
  expect(view.data?.call?.enabled).toBe(true);
  expect(call.phone).toBe(phoneOf(view));
  expect(alike.length, 'calls about one start to one phone').toBeLessThan(
    view.data?.call?.max_attempts ?? world.settings.maxAttempts,
  );
  expect(isOpen(world.settings.window, now, zone), 'in the window').toBe(true);
  expect(now.getTime()).toBeLessThanOrEqual(visit - world.settings.stopBeforeVisitMinutes * minute);
  expect(
    world.told.filter((told) => isAnswerFor(told, call)),
    'answers before the call',
  ).toEqual([]);
  expect(today.length, 'calls a day').toBeLessThan(callsPerDay);
  for (const at of toPhone)
    expect(now.getTime() - at.getTime()).toBeGreaterThanOrEqual(minGapMinutes * minute);
};

const isCalledOff = ({ status, deleted, stopped, data }: BookingView): boolean =>
  deleted || stopped || data?.call?.enabled === false || !['planned', 'unconfirmed'].includes(status);

const isTooLate = ({ booking, reminder, stateBefore }: Told): boolean =>
  stateBefore === 'withdrawn' ||
  !sameMoment(booking.startAt, reminder.startAt) ||
  (!isReminderAnswered(stateBefore) && isCalledOff(booking));

const checkTold = (told: Told): void => {
  const { news, finalBefore } = told;
  expect(outboxDataSchemas[news.type].safeParse(news.data).error).toBeUndefined();
  if (finalBefore) expect(news.final, 'final twice').toBe(false);
  if (!('outcome' in news.data)) return;
  const { outcome, stale, correction, final, attempt } = news.data;
  expect(final).toBe(news.final);
  expect(attempt).not.toBeNull();
  expect(stale, 'told as stale').toBe(isTooLate(told));
  expect(correction).toBe(isAnswer(outcome) && finalBefore && !stale);
  if (isAnswer(outcome)) expect(final).toBe(!finalBefore);
};

const finals = (world: World, reminder: World['reminders'][number]): number =>
  world.told.filter((told) => told.reminder === reminder && told.news.final).length;

const checkWorld = (world: World): void => {
  for (const reminder of world.reminders) {
    const open = isReminderOpen(reminder.state);
    expect(finals(world, reminder), reminder.id).toBe(open ? 0 : 1);
    expect(reminder.finalAt === null).toBe(open);
    expect(reminder.dueAt !== null).toBe(open && reminder.state !== 'calling');
  }
  for (const booking of world.bookings) {
    const open = world.reminders.filter((item) => item.booking === booking && isReminderOpen(item.state));
    expect(open.length, 'open at once').toBeLessThanOrEqual(1);
  }
};

const snapshot = ({ told, reminders }: World) => ({
  told: told.length,
  reminders: reminders.map(({ booking, ...reminder }) => ({ ...reminder, booking: booking.id })),
});

/** The same versions once more: nothing is planned twice. */
const checkPlannedOnce = (world: World, planned: readonly WorldBooking[]): void => {
  const before = snapshot(world);
  for (const booking of planned) booking.pending = true;
  perform(world, { do: 'plan' });
  expect(snapshot(world), 'planned again').toEqual(before);
};

const take = (world: World, next: Step): void => {
  const calls = world.attempts.length;
  const told = world.told.length;
  const pending = world.bookings.filter((booking) => booking.pending);
  perform(world, next);
  world.attempts.slice(calls).forEach((call) => checkCall(world, call));
  world.told.slice(told).forEach(checkTold);
  checkWorld(world);
  if (next.do === 'plan') checkPlannedOnce(world, pending);
};

/** Everybody does their work until the last visit is over. */
const runOut = (world: World): void => {
  take(world, { do: 'plan' });
  for (let rounds = 0; nextDue(world) !== null; rounds += 1) {
    for (const work of ['wait', 'watch', 'dial'] as const) take(world, { do: work });
    expect(rounds, 'time runs out').toBeLessThan(200);
  }
};

const live = (rules: ReminderSettings, steps: readonly Step[]): World => {
  const world = newWorld(rules, from, 2);
  const what = { start, status: 'planned', phone, deleted: false, enabled: true, maxAttempts: null } as const;
  for (const booking of [0, 1]) take(world, { do: 'write', booking, version: 0, what });
  for (const next of steps) take(world, next);
  return world;
};

/** Many lives, on a machine however slow, ms. */
const longest = 600_000;

describe('reminders under anything that 1C, providers and clocks may do', () => {
  it(
    'keeps its promises after every step, and every reminder has its one final event when time has run out',
    { timeout: longest },
    () => {
      let calls = 0;
      fc.assert(
        fc.property(
          settings,
          fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
          (rules, steps) => {
            const world = live(rules, steps);
            runOut(world);
            calls += world.attempts.length;
            expect(world.reminders.filter(({ state }) => isReminderOpen(state))).toEqual([]);
          },
        ),
        { numRuns: 700 },
      );
      expect(calls, 'the model really calls').toBeGreaterThan(1_000);
    },
  );
});
