import type { Booking } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { isWithdrawal, closedState, planBooking, type CallMade, type PlanInput } from './plan-booking.ts';
import type { BookingView, ReminderView } from './views.ts';
import { booking, moscow, person, phones, settings, viewOf, wishes } from './__fixtures__/bookings.ts';

const visit = moscow('2026-06-04 11:30');
const mother = '79991230001';
const father = '79991230002';

const reminder = (changed: Partial<ReminderView> = {}): ReminderView => ({
  origin: 'booking',
  state: 'planned',
  startAt: visit,
  phone: mother,
  dueAt: moscow('2026-06-03 11:30'),
  closesAt: moscow('2026-06-04 10:30'),
  attempts: 0,
  maxAttempts: 3,
  retryAt: null,
  askedNow: false,
  ...changed,
});

const written = (changed: Partial<Booking> = {}, view: Partial<BookingView> = {}): BookingView =>
  viewOf(booking(changed), view);

const withPhone = (number: string | null): BookingView =>
  written({ patient: person({ phones: phones(number) }) });

const plan = (input: Partial<PlanInput<ReminderView>> = {}) =>
  planBooking({
    now: moscow('2026-06-02 12:00'),
    booking: written(),
    callNow: false,
    reminders: [],
    callsMade: [],
    settings,
    callsToPhone: [],
    ...input,
  });

const calls = (count: number, phone = mother): CallMade[] =>
  Array.from({ length: count }, () => ({ startAt: visit, phone }));

const nothing = { kind: 'none', decision: null };

describe('a booking without an open reminder', () => {
  it('is planned', () => {
    expect(plan()).toMatchObject({
      open: null,
      fresh: {
        kind: 'plan',
        phone: mother,
        attempts: 0,
        maxAttempts: 3,
        decision: { verdict: 'wait', at: moscow('2026-06-03 11:30'), closesAt: moscow('2026-06-04 10:30') },
      },
    });
  });

  it('is planned with the wishes of 1C', () => {
    const view = written({ call: wishes({ max_attempts: 1, not_before: '2026-06-03T17:00:00' }) });
    expect(plan({ booking: view }).fresh).toMatchObject({
      maxAttempts: 1,
      decision: { at: moscow('2026-06-03 17:00') },
    });
  });

  it.each([
    ['no telephone', withPhone(null), 'bad_phone'],
    ['do not call', written({ patient: person({ do_not_call: true }) }), 'do_not_call'],
    ['no time left', written({ call: wishes({ not_after: '2026-06-01T12:00:00' }) }), 'no_window'],
  ])('fails at once, with its final event: %s', (_, view, reason) => {
    expect(plan({ booking: view }).fresh).toMatchObject({ kind: 'refused', decision: { reason } });
  });

  it.each([
    ['cancelled', written({ status: 'cancelled' }), 'cancelled'],
    ['call switched off', written({ call: wishes({ enabled: false }) }), 'disabled'],
    ['stopped', written({}, { stopped: true }), 'stopped'],
    ['past', written({ start: '2026-06-02T11:00:00' }), 'past'],
    ['today', written({ start: '2026-06-02T18:00:00' }), 'same_day'],
  ])('plans nothing, with the reason kept: %s', (_, view, reason) => {
    expect(plan({ booking: view }).fresh).toMatchObject({ kind: 'none', decision: { reason } });
  });

  it('is not planned while only a command or its deletion is known', () => {
    expect(plan({ booking: written({}, { data: null }), callNow: true }).fresh).toEqual(nothing);
  });

  it.each(['not_reached', 'no_window', 'failed'] as const)(
    'is settled by an earlier reminder: %s',
    (state) => {
      const reminders = [reminder({ state, attempts: 3 })];
      expect(plan({ reminders, callsMade: calls(3) }).fresh).toEqual(nothing);
      expect(
        plan({ reminders, booking: written({ status: 'unconfirmed', comment: 'другое' }) }).fresh,
      ).toEqual(nothing);
    },
  );

  it('is never called about again after an answer about this start, not even when asked to', () => {
    for (const state of ['confirmed', 'declined', 'operator', 'informed'] as const) {
      const reminders = [reminder({ state })];
      const fresh = { kind: 'none', decision: { reason: 'answered' } };
      expect(plan({ reminders, callNow: true }).fresh).toMatchObject(fresh);
      expect(plan({ reminders, booking: withPhone(father) }).fresh).toMatchObject(fresh);
      expect(plan({ reminders, booking: written({ start: '2026-06-05T11:30:00' }) }).fresh.kind).toBe('plan');
    }
  });

  it('is planned again for a changed telephone, and when asked to while attempts remain', () => {
    const reminders = [reminder({ state: 'not_reached', attempts: 3 })];
    expect(plan({ reminders, callsMade: calls(3), booking: withPhone(father) }).fresh).toMatchObject({
      kind: 'plan',
      attempts: 0,
    });
    expect(plan({ reminders, callsMade: calls(2), callNow: true }).fresh).toMatchObject({
      kind: 'plan',
      attempts: 2,
    });
    expect(plan({ reminders, callsMade: calls(3), callNow: true }).fresh).toMatchObject({
      kind: 'none',
      decision: { reason: 'attempts_spent' },
    });
  });

  it('goes on where a withdrawn reminder stopped', () => {
    const reminders = [reminder({ state: 'withdrawn', attempts: 1 })];
    expect(plan({ reminders, callsMade: calls(1) }).fresh).toMatchObject({ kind: 'plan', attempts: 1 });
  });

  it('regression: attempts were counted again with each reminder that took over from a withdrawn one', () => {
    const reminders = [
      reminder({ state: 'withdrawn', attempts: 1 }),
      reminder({ state: 'withdrawn', attempts: 2 }),
    ];
    expect(plan({ reminders, callsMade: calls(2) }).fresh).toMatchObject({ kind: 'plan', attempts: 2 });
  });

  it('does not mind calls 1C ordered by itself', () => {
    const ordered = reminder({ origin: 'voicebox', state: 'planned', startAt: null });
    expect(plan({ reminders: [ordered] })).toMatchObject({ open: null, fresh: { kind: 'plan' } });
  });
});

describe('a booking with an open reminder', () => {
  it('keeps it when nothing changed that matters', () => {
    const open = reminder();
    expect(plan({ reminders: [open], booking: written({ comment: 'окно открыть' }) })).toEqual({
      open: { kind: 'keep', reminder: open },
      fresh: nothing,
    });
  });

  it('keeps one that is due and waits for a line in its place', () => {
    const reminders = [reminder()];
    expect(plan({ reminders, now: moscow('2026-06-03 11:45') }).open?.kind).toBe('keep');
  });

  it.each([
    ['telephone', withPhone(father), { phone: father }],
    [
      'not before',
      written({ call: wishes({ not_before: '2026-06-03T18:00:00' }) }),
      { dueAt: moscow('2026-06-03 18:00') },
    ],
    [
      'not after',
      written({ call: wishes({ not_after: '2026-06-03T18:00:00' }) }),
      { closesAt: moscow('2026-06-03 18:00') },
    ],
    ['attempts', written({ call: wishes({ max_attempts: 1 }) }), { maxAttempts: 1 }],
  ])('changes it: %s', (_, view, changed) => {
    expect(plan({ reminders: [reminder()], booking: view }).open).toMatchObject({
      kind: 'change',
      reminder: { ...reminder(), ...changed },
    });
  });

  it('moves: the old reminder is withdrawn, a new one begins', () => {
    const result = plan({ reminders: [reminder()], booking: written({ start: '2026-06-05T11:30:00' }) });
    expect(result.open).toMatchObject({ kind: 'close', decision: { reason: 'moved' } });
    expect(result.fresh).toMatchObject({ kind: 'plan', decision: { at: moscow('2026-06-04 11:30') } });
  });

  it.each([
    ['cancelled', written({ status: 'cancelled' })],
    ['deleted', written({}, { deleted: true })],
    ['finished', written({ status: 'confirmed' })],
    ['stopped', written({}, { stopped: true })],
    ['disabled', written({ call: wishes({ enabled: false }) })],
  ])('is withdrawn, even while it rings: %s', (reason, view) => {
    for (const state of ['planned', 'calling', 'waiting'] as const) {
      expect(plan({ reminders: [reminder({ state })], booking: view })).toMatchObject({
        open: { kind: 'close', decision: { reason } },
        fresh: nothing,
      });
    }
  });

  it('is called at once when asked to, whatever the retry ladder says', () => {
    const waiting = reminder({ state: 'waiting', attempts: 1, retryAt: moscow('2026-06-02 14:00') });
    expect(plan({ reminders: [waiting], callNow: true }).open).toMatchObject({
      kind: 'change',
      reminder: { askedNow: true, retryAt: null, dueAt: moscow('2026-06-02 12:00') },
      decision: { verdict: 'call' },
    });
  });

  it('does not tear down a call under way for lack of a telephone or of time', () => {
    const calling = reminder({ state: 'calling', dueAt: null, attempts: 1 });
    expect(plan({ reminders: [calling], now: moscow('2026-06-04 10:45') }).open?.kind).toBe('keep');
    expect(plan({ reminders: [calling], booking: withPhone(null) }).open).toMatchObject({
      kind: 'change',
      reminder: { phone: null, dueAt: null, state: 'calling' },
    });
  });

  it('regression: a telephone that changed while it rang was forgotten', () => {
    const calling = reminder({ state: 'calling', dueAt: null, attempts: 1 });
    expect(
      plan({ reminders: [calling], booking: withPhone(father), callsMade: calls(1) }).open,
    ).toMatchObject({
      kind: 'change',
      reminder: { phone: father, dueAt: null, attempts: 1 },
    });
  });

  it('regression: fewer attempts wished by 1C were ignored while the hour stayed the same', () => {
    const waiting = reminder({ state: 'waiting', attempts: 1 });
    const view = written({ call: wishes({ max_attempts: 1 }) });
    expect(plan({ reminders: [waiting], booking: view }).open).toMatchObject({
      kind: 'close',
      decision: { reason: 'attempts_spent' },
    });
  });

  it('regression: a telephone taken away was told twice, and one given back was never called', () => {
    const { open } = plan({ reminders: [reminder()], booking: withPhone(null) });
    expect(open).toMatchObject({
      kind: 'close',
      reminder: { phone: null },
      decision: { reason: 'bad_phone' },
    });
    const closed = reminder({ ...open?.reminder, state: 'bad_phone' });
    expect(plan({ reminders: [closed], booking: withPhone(null) }).fresh).toEqual(nothing);
    expect(plan({ reminders: [closed] }).fresh.kind).toBe('plan');
  });

  it('regression: a telephone given back after all its calls was called as often again', () => {
    const reminders = [reminder({ state: 'not_reached', attempts: 3 }), reminder({ phone: father })];
    expect(plan({ reminders, callsMade: calls(3) }).open).toMatchObject({
      kind: 'close',
      decision: { reason: 'attempts_spent' },
    });
  });

  it('regression: a late answer to an earlier reminder did not stop the one for the changed telephone', () => {
    const reminders = [reminder({ state: 'confirmed', attempts: 3 }), reminder({ phone: father })];
    expect(plan({ reminders, booking: withPhone(father) }).open).toMatchObject({
      kind: 'close',
      decision: { reason: 'answered' },
    });
  });
});

describe('closedState', () => {
  it.each([
    ['cancelled', 1, 'withdrawn'],
    ['answered', 1, 'withdrawn'],
    ['attempts_spent', 3, 'not_reached'],
    ['no_window', 1, 'not_reached'],
    ['no_window', 0, 'no_window'],
    ['daily_cap', 0, 'no_window'],
    ['bad_phone', 0, 'bad_phone'],
    ['do_not_call', 0, 'failed'],
  ] as const)('of %s after %i attempts is %s', (reason, attempts, state) => {
    expect(closedState(reason, attempts)).toBe(state);
    expect(isWithdrawal(reason)).toBe(reason === 'cancelled');
  });
});
