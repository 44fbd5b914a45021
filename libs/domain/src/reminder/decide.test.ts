import type { BookingStatus } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { localOf, offsetTime } from '../zone.ts';
import { decide, retryAfter } from './decide.ts';
import type { Decision, DecisionFacts, EndReason, ReminderRules, RuleName } from './decision.ts';
import { explain, reasonText } from './explain.ts';
import { gates, standingOf } from './gates.ts';
import { moscow, settings, zone } from './__fixtures__/bookings.ts';
import { rulesFor } from './rules.ts';

interface Changed {
  now?: string;
  zone?: string;
  booking?: Partial<DecisionFacts['booking']>;
  reminder?: Partial<DecisionFacts['reminder']>;
  calls?: string[];
}

const visit = moscow('2026-06-04 11:30');

/** An ordinary booking for Thursday 11:30, looked at on Tuesday at noon. */
const facts = (changed: Changed = {}): DecisionFacts => ({
  now: moscow(changed.now ?? '2026-06-02 12:00'),
  zone: changed.zone ?? zone,
  booking: {
    status: 'planned',
    deleted: false,
    stopped: false,
    startAt: visit,
    callEnabled: true,
    doNotCall: false,
    phone: '79991230001',
    notBefore: null,
    notAfter: null,
    ...changed.booking,
  },
  reminder: {
    isNew: true,
    startAt: changed.booking?.startAt ?? visit,
    attempts: 0,
    maxAttempts: 3,
    answered: false,
    retryAt: null,
    askedNow: false,
    expiresAt: null,
    ...changed.reminder,
  },
  callsToPhone: (changed.calls ?? []).map(moscow),
});

const rules = (changed: Partial<ReminderRules> = {}): ReminderRules => ({
  ...rulesFor(settings, null),
  ...changed,
});

/** `wait 2026-06-03 11:30`, `call`, or the reason of the end. */
const verdict = (decision: Decision, inZone = zone): string => {
  if (decision.verdict === 'end') return decision.reason;
  const local = localOf(decision.at, inZone).slice(0, 16).replace('T', ' ');
  return decision.verdict === 'call' ? 'call' : `wait ${local}`;
};

const judged = (changed: Changed = {}, changedRules: Partial<ReminderRules> = {}): string =>
  verdict(decide(facts(changed), rules(changedRules)));

describe('when to call', () => {
  it('aims at the lead time before the visit', () => {
    expect(judged()).toBe('wait 2026-06-03 11:30');
    expect(judged({}, { leadMinutes: 90 })).toBe('wait 2026-06-04 10:00');
    expect(judged({}, { leadMinutes: 0.5, stopBeforeVisitMinutes: 0 })).toBe('wait 2026-06-04 11:29');
  });

  it('calls now when the lead time is past', () => {
    expect(judged({ now: '2026-06-03 15:00' })).toBe('call');
    expect(decide(facts({ now: '2026-06-03 15:00' }), rules())).toMatchObject({
      at: moscow('2026-06-03 15:00'),
      closesAt: moscow('2026-06-04 10:30'),
    });
  });

  it('calls at the very moment aimed at and not a millisecond earlier', () => {
    const before = { ...facts(), now: new Date(moscow('2026-06-03 11:30').getTime() - 1) };
    expect(decide(before, rules()).verdict).toBe('wait');
    expect(judged({ now: '2026-06-03 11:30' })).toBe('call');
  });

  it.each([
    ['after closing', '2026-06-03 20:00', 'wait 2026-06-04 09:00'],
    ['before opening', '2026-06-04 06:15', 'wait 2026-06-04 09:00'],
    ['a second before closing', '2026-06-03 19:59', 'call'],
    ['with the last moment before the visit', '2026-06-04 10:30', 'call'],
    ['a minute too close to the visit', '2026-06-04 10:31', 'no_window'],
  ])('shifts into the window: %s', (_, now, expected) => {
    expect(judged({ now, reminder: { isNew: false } })).toBe(expected);
  });

  it('has no window when the next opening is too close to the visit', () => {
    const startAt = moscow('2026-06-04 09:30');
    expect(judged({ now: '2026-06-03 20:30', booking: { startAt } })).toBe('no_window');
    expect(judged({ now: '2026-06-03 20:30', booking: { startAt } }, { stopBeforeVisitMinutes: 30 })).toBe(
      'wait 2026-06-04 09:00',
    );
  });

  it('leaves out days of the week and holidays', () => {
    const { window } = rules();
    const monday = { booking: { startAt: moscow('2026-06-08 14:00') } };
    const weekdays = { ...window, days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const };
    expect(judged(monday, { window: weekdays })).toBe('wait 2026-06-08 09:00');
    expect(judged(monday, { window: { ...window, holidays: ['2026-06-07'] } })).toBe('wait 2026-06-08 09:00');
    expect(judged(monday, { window: { ...window, days: ['sun'] } })).toBe('wait 2026-06-07 14:00');
    expect(judged(monday, { window: { ...window, days: ['sat'] }, leadMinutes: 1_440 })).toBe('no_window');
  });

  it('counts window and days in the zone of the booking', () => {
    const vladivostok = 'Asia/Vladivostok';
    const startAt = new Date('2026-06-04T09:00:00+10:00');
    const decision = decide(facts({ zone: vladivostok, booking: { startAt } }), rules());
    expect(verdict(decision, vladivostok)).toBe('wait 2026-06-03 09:00');
  });

  it.each([
    // Clocks went forward on 29 March 2026 and back on 25 October 2026: 24 hours before are another wall-clock hour.
    ['2026-03-29T12:00:00+02:00', '2026-03-28T11:00:00+01:00'],
    ['2026-10-25T12:00:00+01:00', '2026-10-24T13:00:00+02:00'],
    // 02:30 in the night of the change, moved to the opening after it.
    ['2026-03-30T02:30:00+02:00', '2026-03-29T09:00:00+02:00'],
  ])('is right on days when clocks change: visit %s, call %s', (start, call) => {
    const berlin = 'Europe/Berlin';
    const startAt = new Date(start);
    const now = new Date(startAt.getTime() - 3 * 86_400_000);
    const decision = decide({ ...facts({ zone: berlin, booking: { startAt } }), now }, rules());
    expect(decision.verdict === 'wait' && offsetTime(decision.at, berlin)).toBe(call);
  });

  it('respects not_before and not_after of 1C', () => {
    expect(judged({ booking: { notBefore: moscow('2026-06-03 18:00') } })).toBe('wait 2026-06-03 18:00');
    expect(judged({ booking: { notBefore: moscow('2026-06-01 18:00') } })).toBe('wait 2026-06-03 11:30');
    expect(judged({ now: '2026-06-03 13:00', booking: { notAfter: moscow('2026-06-03 13:00') } })).toBe(
      'call',
    );
    expect(judged({ now: '2026-06-03 13:01', booking: { notAfter: moscow('2026-06-03 13:00') } })).toBe(
      'no_window',
    );
    expect(
      judged({ booking: { notBefore: moscow('2026-06-03 19:00'), notAfter: moscow('2026-06-03 18:00') } }),
    ).toBe('no_window');
  });

  it('calls at once when asked to, within window and not_before, on the day of the visit too', () => {
    const reminder = { askedNow: true };
    expect(judged({ reminder })).toBe('call');
    expect(judged({ reminder, now: '2026-06-02 21:00' })).toBe('wait 2026-06-03 09:00');
    expect(judged({ reminder, booking: { notBefore: moscow('2026-06-02 15:00') } })).toBe(
      'wait 2026-06-02 15:00',
    );
    expect(judged({ reminder, now: '2026-06-04 09:10' })).toBe('call');
  });

  it('waits for the next attempt, moved into the window', () => {
    const reminder = { isNew: false, attempts: 1 };
    const now = '2026-06-03 11:45';
    expect(judged({ now, reminder: { ...reminder, retryAt: moscow('2026-06-03 12:15') } })).toBe(
      'wait 2026-06-03 12:15',
    );
    expect(judged({ now, reminder: { ...reminder, retryAt: moscow('2026-06-03 20:15') } })).toBe(
      'wait 2026-06-04 09:00',
    );
    expect(judged({ now, reminder: { ...reminder, retryAt: moscow('2026-06-04 10:45') } })).toBe('no_window');
  });

  it('places an ordered call about no start time until it expires', () => {
    const ordered = { booking: { startAt: null }, reminder: { isNew: false, startAt: null, askedNow: true } };
    const until = { ...ordered.reminder, expiresAt: moscow('2026-06-02 20:00') };
    expect(judged({ ...ordered, reminder: until })).toBe('call');
    expect(judged({ ...ordered, reminder: until, now: '2026-06-02 20:01' })).toBe('no_window');
  });
});

describe('calls to one telephone', () => {
  it('keeps the gap to the last call, over all bookings', () => {
    const now = '2026-06-03 12:00';
    expect(judged({ now, calls: ['2026-06-03 10:10', '2026-06-03 11:30'] }, { callsPerDay: 9 })).toBe(
      'wait 2026-06-03 12:30',
    );
    expect(judged({ now, calls: ['2026-06-03 11:00'] })).toBe('call');
    expect(judged({ now, calls: ['2026-06-03 11:59'] }, { minGapMinutes: 0 })).toBe('call');
  });

  it('defers into the next opening or ends when the gap leaves no time', () => {
    expect(judged({ now: '2026-06-03 19:40', calls: ['2026-06-03 19:30'] })).toBe('wait 2026-06-04 09:00');
    expect(judged({ now: '2026-06-04 10:00', calls: ['2026-06-04 09:45'], reminder: { isNew: false } })).toBe(
      'no_window',
    );
  });

  it('ends at the cap of the day on which it would call', () => {
    const calls = ['2026-06-03 09:00', '2026-06-03 10:30'];
    expect(judged({ now: '2026-06-03 12:00', calls })).toBe('daily_cap');
    expect(judged({ now: '2026-06-03 12:00', calls }, { callsPerDay: 3 })).toBe('call');
    expect(judged({ now: '2026-06-03 21:00', calls })).toBe('wait 2026-06-04 09:00');
    expect(judged({ now: '2026-06-03 12:00', calls: ['2026-06-02 19:00', '2026-06-03 09:00'] })).toBe('call');
  });
});

describe('whether to call', () => {
  it.each<[BookingStatus, string]>([
    ['planned', 'wait 2026-06-03 11:30'],
    ['unconfirmed', 'wait 2026-06-03 11:30'],
    ['cancelled', 'cancelled'],
    ['rescheduled', 'cancelled'],
    ['confirmed', 'finished'],
    ['operator', 'finished'],
    ['arrived', 'finished'],
    ['done', 'finished'],
    ['no_show', 'finished'],
    ['unknown', 'disabled'],
  ])('status %s: %s', (status, expected) => {
    expect(judged({ booking: { status } })).toBe(expected);
  });

  it.each<[EndReason, Changed]>([
    ['deleted', { booking: { deleted: true } }],
    ['stopped', { booking: { stopped: true } }],
    ['moved', { reminder: { startAt: moscow('2026-06-05 11:30'), isNew: false } }],
    ['disabled', { booking: { callEnabled: false } }],
    ['past', { now: '2026-06-04 11:30' }],
    ['answered', { reminder: { answered: true } }],
    ['attempts_spent', { reminder: { attempts: 3 } }],
    ['attempts_spent', { reminder: { attempts: 2, maxAttempts: 1 } }],
    ['same_day', { now: '2026-06-04 09:00' }],
    ['do_not_call', { booking: { doNotCall: true } }],
    ['bad_phone', { booking: { phone: null } }],
  ])('ends as %s', (reason, changed) => {
    expect(judged(changed)).toBe(reason);
  });

  it('does not plan a visit of today, but finishes what was planned before or is allowed', () => {
    const now = '2026-06-04 09:00';
    expect(judged({ now }, { sameDay: true })).toBe('call');
    expect(judged({ now, reminder: { isNew: false } })).toBe('call');
    expect(judged({ now: '2026-06-03 19:59' })).toBe('call');
  });

  it('takes the day of the visit from the zone of the booking', () => {
    const startAt = new Date('2026-06-04T00:30:00+10:00');
    const now = '2026-06-03 10:00'; // 17:00 in Vladivostok, a day before by the wall clock there
    expect(judged({ now, zone: 'Asia/Vladivostok', booking: { startAt } })).toBe('call');
    expect(judged({ now, zone, booking: { startAt } })).toBe('same_day');
  });

  it('tells what 1C did first, then what the patient wished', () => {
    expect(judged({ booking: { deleted: true, phone: null, doNotCall: true } })).toBe('deleted');
    expect(judged({ booking: { phone: null, doNotCall: true } })).toBe('do_not_call');
  });
});

describe('standingOf', () => {
  it('tells a moved visit from one that was called off and one that still waits', () => {
    expect(standingOf(facts())).toBe('waiting');
    expect(standingOf(facts({ booking: { phone: null, doNotCall: true } }))).toBe('waiting');
    expect(standingOf(facts({ booking: { status: 'cancelled' } }))).toBe('withdrawn');
    expect(standingOf(facts({ booking: { stopped: true } }))).toBe('withdrawn');
    const elsewhere = { startAt: moscow('2026-06-05 11:30') };
    expect(standingOf(facts({ booking: { status: 'cancelled' }, reminder: elsewhere }))).toBe('moved');
  });
});

describe('retryAfter', () => {
  it.each([
    [1, '2026-06-03 12:30'],
    [2, '2026-06-03 14:00'],
    [5, '2026-06-03 14:00'],
  ])('waits after attempt %i until %s: the last step of the ladder repeats', (attempts, expected) => {
    expect(retryAfter(attempts, rules(), moscow('2026-06-03 12:00'))).toEqual(moscow(expected));
  });

  it('takes decimals and an empty ladder', () => {
    const ended = moscow('2026-06-03 12:00');
    expect(retryAfter(1, { retryMinutes: [0.05] }, ended).getTime() - ended.getTime()).toBe(3_000);
    expect(retryAfter(1, { retryMinutes: [] }, ended)).toEqual(ended);
  });
});

describe('the trace', () => {
  const stopping: Record<Exclude<RuleName, 'configured' | 'restored'>, Changed> = {
    deleted: { booking: { deleted: true } },
    stopped: { booking: { stopped: true } },
    status: { booking: { status: 'cancelled' } },
    moved: { reminder: { startAt: moscow('2026-06-05 11:30') } },
    enabled: { booking: { callEnabled: false } },
    past: { now: '2026-06-04 12:00' },
    answered: { reminder: { answered: true } },
    attempts: { reminder: { attempts: 3 } },
    same_day: { now: '2026-06-04 09:00' },
    do_not_call: { booking: { doNotCall: true } },
    phone: { booking: { phone: null } },
    // These only set the time.
    aim: {},
    gap: {},
    window: { now: '2026-06-04 10:31', reminder: { isNew: false } },
    daily_cap: { now: '2026-06-03 12:00', calls: ['2026-06-03 09:00', '2026-06-03 10:00'] },
  };
  const order = [...gates.map(({ rule }) => rule), 'aim', 'gap', 'window', 'daily_cap'];

  it('lists every rule in order when nothing ends it, and explains each in Russian', () => {
    const { trace } = decide(facts({ now: '2026-06-03 12:00', calls: ['2026-06-03 11:30'] }), rules());
    expect(trace.map(({ rule }) => rule)).toEqual(order);
    expect(trace.every(({ pass }) => pass)).toBe(true);
    expect(trace.map((entry) => explain(entry, zone))).toEqual([
      'Запись есть в 1С',
      'Обзвон записи не останавливали',
      'Запись запланирована: звонить можно',
      'Время визита не менялось',
      'Звонок по записи разрешён',
      'Визит ещё впереди: 04.06.2026 11:30',
      'Пациент ещё не ответил об этом визите',
      'Сделано попыток: 0 из 3',
      'Визит не сегодня',
      'Пациент не просил его не беспокоить',
      'Телефон пригоден',
      'Желаемое время звонка 03.06.2026 11:30, не раньше 03.06.2026 12:00',
      'На этот номер звонили 03.06.2026 11:30: следующий звонок не раньше 03.06.2026 12:30',
      'Окно 09:00–20:00: звонок в 03.06.2026 12:30, не позже 04.06.2026 10:30',
      'Звонков на этот номер за день: 1 из 2',
    ]);
  });

  it.each([
    ['deleted', 'Запись удалена в 1С'],
    ['stopped', 'Обзвон записи остановлен командой booking.stop'],
    ['status', 'Запись отменена: звонить не нужно'],
    ['moved', 'Визит перенесён: план был на 05.06.2026 11:30, теперь 04.06.2026 11:30'],
    ['enabled', 'В записи звонок отключён (call.enabled)'],
    ['past', 'Визит уже прошёл: 04.06.2026 11:30'],
    ['answered', 'Пациент уже ответил об этом визите'],
    ['attempts', 'Все попытки сделаны: 3 из 3'],
    ['same_day', 'Визит сегодня: о таких визитах не звоним (reminders.sameDay)'],
    ['do_not_call', 'Пациент просил не звонить'],
    ['phone', 'Нет пригодного номера телефона'],
    ['window', 'В окне 09:00–20:00 не осталось времени до 04.06.2026 10:30'],
    ['daily_cap', 'На этот номер за день уже сделано звонков: 2 из 2'],
  ] as const)('stops at %s and says why', (rule, text) => {
    const decision = decide(facts(stopping[rule]), rules());
    const last = decision.trace.at(-1);
    expect(decision.trace.map((entry) => entry.rule)).toEqual(order.slice(0, order.indexOf(rule) + 1));
    expect(last).toMatchObject({ rule, pass: false });
    expect(last && explain(last, zone)).toBe(text);
    expect(decision.verdict === 'end' && reasonText(decision.reason)).toMatch(/^[А-Я][^.]+$/);
  });

  it('tells the words of a visit today that may be called about, and of a telephone nobody called', () => {
    const { trace } = decide(facts({ now: '2026-06-04 09:00' }), rules({ sameDay: true }));
    const texts = trace.map((entry) => explain(entry, zone));
    expect(texts).toContain('Визит сегодня, звонки в день визита разрешены');
    expect(texts).toContain('На этот номер в последние дни не звонили');
  });

  it('survives JSON, as the ledger keeps it', () => {
    const { trace } = decide(facts({ calls: ['2026-06-02 11:30'] }), rules());
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });
});
