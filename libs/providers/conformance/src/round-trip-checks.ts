import type {
  AdapterInstance,
  ProviderSimulator,
  SimulatedAnswer,
  SimulatedCall,
} from '@perezvon/contracts-adapter';
import type { CallEvent, Outcome, ProviderEvent } from '@perezvon/contracts-events';
import { expect } from 'vitest';
import type { Check, RawSettings, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import { fixedNow, webhookOf } from './instance.ts';
import { intentOf, place } from './reminder-call-checks.ts';

const answersOf = {
  asks: ['confirmed', 'declined', 'operator', 'hangup', 'no_answer'],
  speaks: ['informed', 'hangup', 'no_answer'],
} as const satisfies Readonly<Record<string, readonly SimulatedAnswer[]>>;

/** From the placing of a call to its end, all of it through the simulator: the heart of the suite. */
export const roundTripChecks = (subject: Subject): Check[] => {
  const { adapter, conformance } = subject;
  const robot = adapter.capabilities.reminderCall;
  if (robot === undefined || conformance.reminderCall === undefined) return [];
  if (conformance.webhook === undefined) return [];
  return [
    ...answersOf[robot].map((answer) => ({
      name: `round trip: a call that ends with ${answer} is told as such, about the call that was placed`,
      run: () => withPlacedCall(subject, answer, expectTold),
    })),
    {
      name: 'round trip: events of different calls and stages have different keys, and webhooks twice the same',
      run: () => keysDiffer(subject, answersOf[robot][0]),
    },
  ];
};

const later = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/** Seconds from the pick-up to the end. */
const talkSeconds = (answer: SimulatedAnswer): number => (answer === 'hangup' ? 2 : 35);

/** How such a call goes: dialled five minutes ago, picked up after ten seconds or never. */
export const callWith = (
  call: Pick<SimulatedCall, 'providerCallId' | 'attemptId' | 'phone'>,
  answer: SimulatedAnswer,
): SimulatedCall => {
  const startedAt = later(fixedNow, -300);
  const answeredAt = answer === 'no_answer' ? null : later(startedAt, 10);
  const endedAt = answeredAt === null ? later(startedAt, 40) : later(answeredAt, talkSeconds(answer));
  return { ...call, answer, startedAt, answeredAt, endedAt };
};

interface Story {
  /** What placing returned. */
  providerCallId: string | null;
  attemptId: string;
  call: SimulatedCall;
  simulator: ProviderSimulator;
}

/** Webhooks carry the proof where the provider has one. */
const settingsOf = ({ conformance }: Subject): ((origin: string) => RawSettings) => {
  const security = conformance.webhook?.security;
  return (security?.kind === 'signed' ? security.settings : undefined) ?? conformance.settings;
};

const withPlacedCall = <Result>(
  subject: Subject,
  answer: SimulatedAnswer,
  run: (instance: AdapterInstance, story: Story) => Result,
): Promise<Result> =>
  withFarSide(
    subject,
    { settings: settingsOf(subject) },
    async (instance, { simulator, taken, problems }) => {
      const { attemptId } = intentOf(1);
      const result = await place(instance, intentOf(1));
      expect(problems).toEqual([]);
      const [placed] = taken;
      if (result.kind !== 'placed' || placed === undefined) throw new Error('the call was not placed');
      const identity = {
        providerCallId: placed.callId,
        attemptId: placed.attemptId,
        phone: placed.phone,
      };
      const { providerCallId } = result;
      return run(instance, { providerCallId, attemptId, simulator, call: callWith(identity, answer) });
    },
  );

/** Events of the webhooks that the simulator sends for a call, each proved to be the provider's. */
const eventsOf = (instance: AdapterInstance, { simulator, call }: Story): ProviderEvent[] => {
  const webhook = webhookOf(instance);
  const stages = call.answer === 'no_answer' ? (['ended'] as const) : (['answered', 'ended'] as const);
  return stages
    .flatMap((stage) => simulator.webhooks(call, stage))
    .flatMap((request) => {
      expect(webhook.verify(request)).toEqual({ ok: true });
      const result = webhook.parse(request);
      expect(result).toMatchObject({ ok: true });
      return result.ok ? result.events : [];
    });
};

type DecisiveEvent = Extract<CallEvent, { type: 'call.answered' | 'call.outcome' | 'call.ended' }>;

const isDecisive = (event: ProviderEvent): event is DecisiveEvent =>
  event.type === 'call.answered' || event.type === 'call.outcome' || event.type === 'call.ended';

const expectTold = (instance: AdapterInstance, story: Story): void => {
  const events = eventsOf(instance, story).filter(isDecisive);
  const { call, providerCallId, attemptId } = story;
  // Silence may mean a call nobody answered, never anything else.
  if (call.answer !== 'no_answer') expect(events.length).toBeGreaterThan(0);
  for (const event of events) {
    const isOurs =
      event.attemptId === attemptId ||
      (event.providerCallId !== null && event.providerCallId === providerCallId);
    expect([event, isOurs]).toEqual([event, true]);
    expectDuringCall(event.at, call);
    const client = 'parties' in event ? event.parties?.clientPhone : undefined;
    expect(client ?? call.phone).toBe(call.phone);
  }
  expect(meaningOf(events)).toBe(call.answer);
};

/** A wrong time zone shows here. */
const expectDuringCall = (at: Date | null, { startedAt, endedAt }: SimulatedCall): void => {
  if (at === null) return;
  expect(at.getTime()).toBeGreaterThanOrEqual(later(startedAt, -1).getTime());
  expect(at.getTime()).toBeLessThanOrEqual(later(endedAt ?? fixedNow, 5).getTime());
};

/** As status merges: a robot's word, else how the call ended, else a pick-up and nothing more, else nothing at all. */
const meaningOf = (events: readonly DecisiveEvent[]): Outcome => {
  const outcome = events.find((event) => event.type === 'call.outcome');
  if (outcome?.type === 'call.outcome') return outcome.outcome;
  const ended = events.find((event) => event.type === 'call.ended');
  if (ended?.type === 'call.ended') return ended.outcome;
  return events.length > 0 ? 'hangup' : 'no_answer';
};

const keysDiffer = (subject: Subject, answer: SimulatedAnswer): Promise<void> =>
  withPlacedCall(subject, answer, (instance, story) => {
    const { simulator, call } = story;
    const other = { ...call, providerCallId: simulator.callId(2), attemptId: intentOf(2).attemptId };
    const keysOf = (each: SimulatedCall) =>
      eventsOf(instance, { ...story, call: each }).map(({ key }) => key);
    const keys = [...keysOf(call), ...keysOf(other)];
    expect(new Set(keys).size).toBe(keys.length);
    expect([...keysOf(call), ...keysOf(other)]).toEqual(keys);
  });
