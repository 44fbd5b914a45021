import type { PlaceResult } from '@perezvon/contracts-adapter';
import { refusalBudget } from '@perezvon/domain';
import { settleAttempts } from '@perezvon/reminders';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moscow, orderPayload } from '../__fixtures__/booking-payload.ts';
import { openClinic, type Clinic } from '../__fixtures__/clinic.ts';
import type { CommittedIntent } from './claim-calls.ts';
import { placeCall } from './place-call.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const placed: PlaceResult = { kind: 'placed', providerCallId: 'call-1' };
const refusedFor = (
  reason: Extract<PlaceResult, { kind: 'refused' }>['reason'],
  retryAfterMs?: number,
): PlaceResult => ({
  kind: 'refused',
  reason,
  detail: 'no',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

const claimOne = async (): Promise<CommittedIntent> => {
  const { intents } = await clinic.claim();
  expect(intents).toHaveLength(1);
  return intents[0]!;
};

/** The intent of a booking whose call is due. */
const intentOf = async (id: string): Promise<CommittedIntent> => {
  await clinic.arrange({ id });
  clinic.setTime(moscow('2026-06-03 12:00'));
  return claimOne();
};

const told = async (id: string): Promise<unknown[][]> =>
  (await clinic.stored.told(id)).map(({ type, final, data }) => [type, final, data['reason_code'] ?? null]);

/** What a webhook says of a call. */
const hear = (committed: CommittedIntent, outcome: 'answered' | 'confirmed'): Promise<unknown> =>
  clinic.database.transaction((tx) =>
    settleAttempts(
      tx,
      [
        {
          attemptId: committed.intent.attemptId,
          reminderId: committed.reminderId,
          providerStatus: outcome,
          merge: (known) =>
            outcome === 'answered'
              ? { ...known, answeredAt: clinic.clock() }
              : {
                  ...known,
                  outcome,
                  decisionAt: clinic.clock(),
                  decisionKey: 'key',
                  endedAt: clinic.clock(),
                  settledBy: 'provider',
                },
        },
      ],
      { directory: clinic.directory, now: clinic.clock() },
    ),
  );

describe('a call that the provider took', () => {
  it('is placed, 1C hears of it, and the watchdog waits from now on', async () => {
    const committed = await intentOf('b-1');
    clinic.pass(3_000);
    await clinic.record(committed, placed);
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      {
        id: committed.intent.attemptId,
        state: 'placed',
        providerCallId: 'call-1',
        placedAt: clinic.clock(),
        deadlineAt: new Date(clinic.clock().getTime() + 10 * 60_000),
      },
    ]);
    expect(await clinic.stored.told('b-1')).toMatchObject([
      {
        type: 'booking.call_started',
        final: false,
        data: { call_id: committed.intent.attemptId, attempt: 1 },
      },
    ]);
  });

  it('is told once, also when it is written down again because the answer to the commit was lost', async () => {
    const committed = await intentOf('b-1');
    await clinic.record(committed, placed);
    const before = await clinic.stored.attempts('b-1');
    clinic.pass(1_000);
    expect(await clinic.record(committed, placed)).toEqual([]);
    expect(await clinic.stored.attempts('b-1')).toEqual(before);
    expect(await told('b-1')).toHaveLength(1);
  });

  it('keeps what a webhook said that outran the reply: answered stays answered', async () => {
    const committed = await intentOf('b-1');
    await hear(committed, 'answered');
    await clinic.record(committed, placed);
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      { state: 'answered', providerCallId: 'call-1' },
    ]);
  });

  it('keeps what a webhook said that outran the reply: over is over, and it does not start after its end', async () => {
    const committed = await intentOf('b-1');
    await hear(committed, 'confirmed');
    await clinic.record(committed, placed);
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      { state: 'ended', outcome: 'confirmed', providerCallId: 'call-1' },
    ]);
    expect(await told('b-1')).toEqual([['booking.confirmed', true, null]]);
  });
});

describe('a call that the provider refused', () => {
  it('counts as no attempt, rests the account, and is tried again', async () => {
    await clinic.record(await intentOf('b-1'), refusedFor('unavailable'));
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'refused', detail: 'no' }]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'planned', attempts: 0, refusals: 1 },
    ]);
    expect(await told('b-1')).toEqual([]);

    clinic.pass(14_999);
    expect((await clinic.claim()).intents).toEqual([]);
    clinic.pass(1);
    await clinic.record(await claimOne(), placed);
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      { state: 'refused' },
      { state: 'placed', number: 1 },
    ]);
  });

  it('rests the account as long as the provider asks, whatever a later refusal says', async () => {
    await clinic.arrange(
      { id: 'b-1' },
      { id: 'b-2', phone: '+79991230002' },
      { id: 'b-3', phone: '+79991230003' },
    );
    clinic.setTime(moscow('2026-06-03 12:00'));
    const { intents } = await clinic.claim({ concurrentCalls: 2 });
    await clinic.record(intents[0]!, refusedFor('rate_limited', 60_000));
    await clinic.record(intents[1]!, refusedFor('rate_limited', 1_000));
    clinic.pass(59_999);
    expect((await clinic.claim()).intents).toEqual([]);
    clinic.pass(1);
    expect((await clinic.claim()).intents).toHaveLength(1);
  });

  it('lets one call try after the pause, and all others as soon as that one is taken', async () => {
    const others = [2, 3, 4].map((n) => ({ id: `b-${n}`, phone: `+7999123000${n}` }));
    await clinic.arrange({ id: 'b-1' }, ...others);
    clinic.setTime(moscow('2026-06-03 12:00'));
    const { intents } = await clinic.claim({ concurrentCalls: 1 });
    await clinic.record(intents[0]!, refusedFor('unavailable'));
    clinic.pass(15_000);
    const trial = await claimOne();
    clinic.pass(1_000);
    await clinic.record(trial, refusedFor('unavailable'));
    clinic.pass(59_999);
    expect((await clinic.claim()).intents).toEqual([]);
    clinic.pass(1);
    await clinic.record(await claimOne(), placed);
    clinic.pass(100);
    expect((await clinic.claim()).intents).toHaveLength(3);
  });

  it('does not rest the account when only this call was wrong', async () => {
    await clinic.arrange({ id: 'b-1' }, { id: 'b-2', phone: '+79991230002' });
    clinic.setTime(moscow('2026-06-03 12:00'));
    const { intents } = await clinic.claim({ concurrentCalls: 1 });
    await clinic.record(intents[0]!, refusedFor('invalid_request'));
    clinic.pass(100);
    expect((await clinic.claim()).intents).toHaveLength(1);
  });

  it('ends at once when the provider will not call that number', async () => {
    await clinic.record(await intentOf('b-1'), refusedFor('bad_phone'));
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'bad_phone', dueAt: null }]);
    expect(await told('b-1')).toEqual([['booking.failed', true, 'bad_phone']]);
  });

  it('ends when the budget of refusals is used up, with one final event and no attempt spent', async () => {
    let committed = await intentOf('b-1');
    for (let refusal = 1; refusal < refusalBudget; refusal += 1) {
      await clinic.record(committed, refusedFor('unavailable'));
      clinic.pass(30 * 60_000);
      committed = await claimOne();
    }
    expect(await told('b-1')).toEqual([]);
    await clinic.record(committed, refusedFor('unavailable'));
    await clinic.record(committed, refusedFor('unavailable'));
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'failed', attempts: 0, dueAt: null },
    ]);
    expect(await told('b-1')).toEqual([['booking.failed', true, 'provider_refused']]);
  });

  it('is not set back when a webhook has already said how the call ended', async () => {
    const committed = await intentOf('b-1');
    await hear(committed, 'confirmed');
    await clinic.record(committed, refusedFor('unavailable'));
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'confirmed', attempts: 1, refusals: 0 },
    ]);
    expect(await told('b-1')).toEqual([['booking.confirmed', true, null]]);
  });

  it('stays withdrawn when the booking was cancelled while the request was under way', async () => {
    const committed = await intentOf('b-1');
    await clinic.arrange({ id: 'b-1', status: 'cancelled' });
    await clinic.record(committed, refusedFor('unavailable'));
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'withdrawn', dueAt: null }]);
    expect(await told('b-1')).toEqual([['booking.withdrawn', true, 'cancelled']]);
  });
});

describe('a call whose reply is unclear', () => {
  it('is never sent again by itself: it counts as a call that may ring', async () => {
    const committed = await intentOf('b-1');
    await clinic.record(committed, { kind: 'unclear', detail: 'timed out' });
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'unclear', detail: 'timed out' }]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'calling', attempts: 1, dueAt: null },
    ]);
    clinic.pass(3_600_000);
    expect((await clinic.claim()).intents).toEqual([]);
  });

  it('does not set back what a webhook said meanwhile', async () => {
    const committed = await intentOf('b-1');
    await hear(committed, 'answered');
    await clinic.record(committed, { kind: 'unclear', detail: 'timed out' });
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'answered' }]);
  });

  it('takes a detail that PostgreSQL could not store', async () => {
    await clinic.record(await intentOf('b-1'), { kind: 'unclear', detail: 'half a \ud800 and a \u0000' });
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'unclear' }]);
  });
});

describe('a call that 1C ordered like at VoiceBox', () => {
  it('keeps the promised id through a refusal to its placing', async () => {
    const pointer = await clinic.post('voicebox.call', 'b-1', orderPayload('b-1', '79991230001'));
    await clinic.file([pointer]);
    const promised = pointer.kind === 'pointer' ? pointer.id : '';
    const first = await claimOne();
    expect(first.intent.attemptId).toBe(promised);
    await clinic.record(first, refusedFor('unavailable'));
    clinic.pass(15_000);
    const second = await claimOne();
    expect(second.intent).toEqual(first.intent);
    // The answer to the commit was lost, and the first refusal is written down once more: it says nothing of the second request.
    await clinic.record(first, refusedFor('unavailable'));
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'intended' }]);
    await clinic.record(second, placed);
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      { id: promised, state: 'placed', number: 1, endedAt: null, intendedAt: second.intendedAt },
    ]);
    expect(await clinic.stored.told('b-1')).toMatchObject([
      { type: 'booking.call_started', data: { call_id: promised, booking_id: 'b-1' } },
    ]);
  });
});

describe('sending an intent', () => {
  const send = async (committed: CommittedIntent, place: (() => Promise<PlaceResult>) | undefined) => {
    let sent = 0;
    const placeReminderCall =
      place &&
      ((): Promise<PlaceResult> => {
        sent += 1;
        return place();
      });
    const adapter = placeReminderCall === undefined ? {} : { placeReminderCall };
    const result = await placeCall(
      { adapterOf: () => adapter, clock: clinic.clock, sendWithinMs: 5_000 },
      committed,
    );
    return { result, sent };
  };

  it('does not happen when the process was held up for too long: the watchdog may have settled it', async () => {
    const committed = await intentOf('b-1');
    clinic.pass(5_000);
    expect(await send(committed, async () => placed)).toEqual({ result: placed, sent: 1 });
    clinic.pass(1);
    const late = await send(committed, async () => placed);
    expect(late).toMatchObject({ result: { kind: 'held_up' }, sent: 0 });
    // It says nothing of the provider: the account goes on, and this call is tried again at once.
    await clinic.record(committed, late.result);
    clinic.pass(1_000);
    expect((await claimOne()).intent.phone).toBe(committed.intent.phone);
    expect(
      await clinic.database.sql.query('SELECT 1 FROM account_pacing WHERE paused_until IS NOT NULL'),
    ).toEqual([]);
  });

  it('is surely refused when the account cannot call, and unclear when its adapter throws', async () => {
    const committed = await intentOf('b-1');
    expect(await send(committed, undefined)).toMatchObject({ result: { kind: 'refused' }, sent: 0 });
    const fails = (): Promise<PlaceResult> => Promise.reject(new Error('socket hang up'));
    expect(await send(committed, fails)).toEqual({
      result: { kind: 'unclear', detail: 'socket hang up' },
      sent: 1,
    });
  });
});
