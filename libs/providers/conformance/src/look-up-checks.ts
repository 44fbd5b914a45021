import type {
  AdapterInstance,
  CallListPage,
  CallRecord,
  ReadResult,
  SimulatedCall,
} from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import { validSettings } from './instance.ts';
import { intentOf } from './reminder-call-checks.ts';
import { callWith } from './round-trip-checks.ts';

const answers = ['informed', 'hangup', 'no_answer'] as const;

/** A robot's call whose webhooks got lost is found again: reconciliation lives on it. */
export const lookUpChecks = (subject: Subject): Check[] => {
  const { reminderCall, callLookUp, callList } = subject.adapter.capabilities;
  if (reminderCall === undefined) return [];
  return [
    ...(callLookUp === undefined
      ? []
      : [...foundChecks(subject, 'is looked up', lookUp), unknownCallCheck(subject)]),
    ...(callList === undefined ? [] : foundChecks(subject, 'is in the list', listed)),
  ];
};

const intent = intentOf(1);

type Find = (instance: AdapterInstance, call: SimulatedCall) => Promise<CallRecord>;

const foundChecks = (subject: Subject, how: string, find: Find): Check[] =>
  answers.map((answer) => ({
    name: `round trip: a call that ended with ${answer} ${how}, the same call with the same meaning`,
    run: () => {
      const { attemptId, phone } = intent;
      const call = callWith({ providerCallId: callIdOf(subject, 1), attemptId, phone }, answer);
      return withFarSide(subject, { calls: [call] }, async (instance, { problems }) => {
        const found = await find(instance, call);
        expect(problems).toEqual([]);
        expectSame(found, call);
        // What a robot that asks was told stands in no list of calls; what one that speaks achieved does.
        const isTold = subject.adapter.capabilities.reminderCall === 'speaks' || answer === 'no_answer';
        if (isTold) expect(found.outcome).toBe(answer);
      });
    },
  }));

/** By either id, or by what the call was: not every list tells the ids that placing and webhooks know. */
const expectSame = (found: CallRecord, call: SimulatedCall): void => {
  const likenesses = [
    found.attemptId === call.attemptId,
    found.providerCallId === call.providerCallId,
    found.parties.clientPhone === call.phone,
  ];
  expect([found, likenesses.includes(true)]).toEqual([found, true]);
  expect(Math.abs(found.startedAt.getTime() - call.startedAt.getTime())).toBeLessThan(60_000);
};

const lookUp: Find = async (instance, call) => {
  const result = await instance.lookUpCall?.({
    attemptId: intent.attemptId,
    providerCallId: call.providerCallId,
    phone: call.phone,
    intendedAt: call.startedAt,
  });
  expect(result).toMatchObject({ kind: 'found', value: { providerCallId: expect.any(String) as string } });
  if (result?.kind !== 'found' || result.value === null) throw new Error('not found');
  return result.value;
};

const listed: Find = async (instance, call) => {
  const period = {
    from: new Date(call.startedAt.getTime() - 3_600_000),
    to: new Date(call.startedAt.getTime() + 3_600_000),
  };
  const calls: CallRecord[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 10; page += 1) {
    const result: ReadResult<CallListPage> | undefined = await instance.listCalls?.({ ...period, cursor });
    expect(result).toMatchObject({ kind: 'found' });
    if (result?.kind !== 'found') break;
    calls.push(...result.value.calls);
    cursor = result.value.next;
    if (cursor === null) break;
  }
  expect(cursor).toBeNull();
  const [found] = calls;
  expect(calls).toHaveLength(1);
  if (found === undefined) throw new Error('not in the list');
  return found;
};

/** `null` only when the provider surely never had it; one that cannot tell refuses. Somebody else's call is not taken for it. */
const unknownCallCheck = (subject: Subject): Check => ({
  name: 'round trip: a call the provider never had is not found',
  run: () => {
    const { attemptId, phone } = intentOf(2);
    const other = callWith({ providerCallId: callIdOf(subject, 2), attemptId, phone }, 'informed');
    return withFarSide(subject, { calls: [other] }, async (instance) => {
      const result = await instance.lookUpCall?.({
        attemptId: intent.attemptId,
        providerCallId: callIdOf(subject, 1),
        phone: intent.phone,
        intendedAt: other.startedAt,
      });
      if (result?.kind === 'found') expect(result.value).toBeNull();
      else expect(result).toMatchObject({ kind: 'refused' });
    });
  },
});

const callIdOf = ({ conformance }: Subject, serial: number): string =>
  conformance.simulator(validSettings(conformance)).callId(serial);
