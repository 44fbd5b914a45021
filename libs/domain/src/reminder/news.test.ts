import { outboxDataSchemas, outcomes } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { withdrawnReasons, type EndReason } from './decision.ts';
import { callStartedNews, closingNews, outcomeNews, type News, type NewsSubject } from './news.ts';
import type { OutcomeNews } from './reminder-outcome.ts';
import type { AttemptView } from './views.ts';
import { moscow, zone } from './__fixtures__/bookings.ts';

const subject: NewsSubject = { bookingId: 'booking-1', bookingNumber: '000000001', maxAttempts: 3, zone };

const attempt = (changed: Partial<AttemptView> = {}): AttemptView => ({
  id: '01977f4e-0000-7000-8000-000000000001',
  number: 2,
  phone: '79991230001',
  state: 'ended',
  intendedAt: moscow('2026-06-03 11:29'),
  placedAt: moscow('2026-06-03 11:30'),
  answeredAt: moscow('2026-06-03 11:31'),
  endedAt: moscow('2026-06-03 11:33'),
  outcome: 'confirmed',
  settledBy: 'provider',
  ...changed,
});

const told = (changed: Partial<OutcomeNews> = {}): OutcomeNews & { provider: string } => ({
  outcome: 'confirmed',
  final: true,
  nextAttemptAt: null,
  stale: false,
  correction: false,
  provider: 'mtt-voicebox',
  ...changed,
});

/** The schemas are strict and know no optional keys: what passes has every key and no other. */
const expectComplete = (news: News): void => {
  expect(outboxDataSchemas[news.type].parse(news.data)).toEqual(news.data);
  expect('final' in news.data ? news.data.final : false).toBe(news.final);
};

const silent = attempt({ placedAt: null, answeredAt: null, endedAt: null, settledBy: 'watchdog' });

const closed = { phone: '79123456789', attempts: 0, promisedId: null };

describe('news for 1C', () => {
  it('tells that a call was placed', () => {
    const news = callStartedNews(subject, attempt());
    expectComplete(news);
    expect(news).toEqual({
      type: 'booking.call_started',
      final: false,
      data: {
        booking_id: 'booking-1',
        booking_number: '000000001',
        call_id: '01977f4e-0000-7000-8000-000000000001',
        attempt: 2,
        max_attempts: 3,
        phone: '79991230001',
      },
    });
  });

  it.each(outcomes)('has every key in the event of an attempt that ended as %s', (outcome) => {
    expectComplete(outcomeNews(subject, attempt({ outcome }), told({ outcome })));
    expectComplete(outcomeNews({ ...subject, bookingNumber: null }, silent, told({ outcome, final: false })));
  });

  it.each([
    ['confirmed', 1],
    ['declined', 2],
    ['operator', 3],
    ['hangup', 4],
    ['no_answer', 5],
    ['informed', null],
  ] as const)('numbers %s as 1C knows it: %s', (outcome, response) => {
    const { type, data } = outcomeNews(subject, attempt(), told({ outcome }));
    expect(type).toBe(`booking.${outcome}`);
    expect(data).toMatchObject({ outcome, response });
  });

  it('gives times with the offset of the infobase and the length of the talk', () => {
    const nextAttemptAt = moscow('2026-06-03 13:33');
    const { data } = outcomeNews(
      { ...subject, zone: 'Asia/Yekaterinburg' },
      attempt(),
      told({ outcome: 'hangup', final: false, nextAttemptAt }),
    );
    expect(data).toMatchObject({
      started_at: '2026-06-03T13:30:00+05:00',
      answered_at: '2026-06-03T13:31:00+05:00',
      ended_at: '2026-06-03T13:33:00+05:00',
      next_attempt_at: '2026-06-03T15:33:00+05:00',
      duration_sec: 120,
      hangup_cause: null,
    });
  });

  it('says when only the watchdog ended the call, and lets no talk last less than nothing', () => {
    const watched = outcomeNews(subject, silent, told({ outcome: 'no_answer' }));
    expect(watched.data).toMatchObject({
      started_at: '2026-06-03T11:29:00+03:00',
      duration_sec: null,
      hangup_cause: 'watchdog',
    });
    const skewed = attempt({ endedAt: moscow('2026-06-03 11:30') });
    expect(outcomeNews(subject, skewed, told()).data).toMatchObject({ duration_sec: 0 });
  });

  it('passes on stale and correction', () => {
    expect(outcomeNews(subject, attempt(), told({ stale: true, final: false })).data).toMatchObject({
      stale: true,
    });
    expect(outcomeNews(subject, attempt(), told({ correction: true, final: false })).data).toMatchObject({
      correction: true,
    });
  });
});

describe('the final event of a reminder without an answer', () => {
  const others: (EndReason | 'provider_refused')[] = [
    'bad_phone',
    'do_not_call',
    'no_window',
    'daily_cap',
    'attempts_spent',
    'answered',
    'past',
    'same_day',
    'provider_refused',
  ];

  it.each([...withdrawnReasons, ...others])('has every key for %s, with and without a call', (reason) => {
    expectComplete(closingNews(subject, reason, closed));
    expectComplete(closingNews(subject, reason, { ...closed, attempts: 2, promisedId: attempt().id }));
    expect(closingNews(subject, reason, closed).final).toBe(true);
  });

  it.each(withdrawnReasons)('withdraws for %s', (reason) => {
    expect(closingNews(subject, reason, closed)).toMatchObject({
      type: 'booking.withdrawn',
      data: { reason_code: reason },
    });
  });

  it.each([
    ['bad_phone', 'booking.failed', 'bad_phone'],
    ['do_not_call', 'booking.failed', 'do_not_call'],
    ['provider_refused', 'booking.failed', 'provider_refused'],
    ['no_window', 'booking.failed', 'no_window'],
    ['daily_cap', 'booking.failed', 'no_window'],
    ['attempts_spent', 'booking.failed', 'no_window'],
    ['answered', 'booking.withdrawn', 'finished'],
  ] as const)('tells %s as %s with %s', (reason, type, code) => {
    expect(closingNews(subject, reason, closed)).toMatchObject({ type, data: { reason_code: code } });
  });
});
