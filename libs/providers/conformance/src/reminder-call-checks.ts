import type { AdapterInstance, PlaceResult, ReminderCallIntent } from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, ReminderCallConformance, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import type { TakenCall } from './far-side.ts';
import { faultChecks, refused, unclear, withFault } from './fault-checks.ts';
import type { Trial } from './fault-checks.ts';
import { secrecyChecks } from './secrecy-checks.ts';

export const intentOf = (index: number): ReminderCallIntent => ({
  attemptId: `0197a1b2-c3d4-7e5f-8a9b-${String(index).padStart(12, '0')}`,
  phone: `7900${String(index).padStart(7, '0')}`,
  name: 'Валерия Сергеевна',
  visit: 'эндоскопист четвертого июня в одиннадцать тридцать',
});

export const place = (instance: AdapterInstance, intent: ReminderCallIntent): Promise<PlaceResult> => {
  if (instance.placeReminderCall === undefined) throw new Error('no placeReminderCall');
  return instance.placeReminderCall(intent);
};

/** The usual meaning of a status, where a provider does not say otherwise. */
const usualStatuses: Readonly<Record<number, unknown>> = {
  307: refused('invalid_request'),
  400: refused('invalid_request'),
  401: refused('unauthorized'),
  403: refused('unauthorized'),
  404: refused('invalid_request'),
  429: { ...refused('rate_limited'), retryAfterMs: 7_000 },
  500: unclear,
  502: unclear,
  503: unclear,
  504: unclear,
};

const trialOf = ({ statuses = {}, replies = [] }: ReminderCallConformance): Trial => ({
  title: 'reminder call',
  kind: 'act',
  run: (instance) => place(instance, intentOf(1)),
  requests: 1,
  calls: [],
  statuses: { ...usualStatuses, ...statuses },
  replies,
  personal: [intentOf(1).phone, intentOf(1).name],
});

export const reminderCallChecks = (subject: Subject): Check[] => {
  const { reminderCall } = subject.conformance;
  if (reminderCall === undefined)
    return [
      {
        name: 'reminder call: not applicable, the provider has no such capability',
        run: () => expect(subject.adapter.capabilities.reminderCall).toBeUndefined(),
      },
    ];
  const trial = trialOf(reminderCall);
  return [
    ...placingChecks(subject),
    ownRefusalsCheck(subject, trial),
    ...faultChecks(subject, trial),
    ...secrecyChecks(subject, trial),
  ];
};

/** The provider told its id, or else keeps ours. */
const expectPlaced = (result: PlaceResult, intent: ReminderCallIntent, call: TakenCall | undefined): void => {
  expect(result).toMatchObject({ kind: 'placed' });
  expect(call).toBeDefined();
  const told = result.kind === 'placed' ? result.providerCallId : null;
  if (told === null) expect(call?.attemptId).toBe(intent.attemptId);
  else expect(told).toBe(call?.callId);
};

const placingChecks = (subject: Subject): Check[] => [
  {
    name: 'reminder call: the provider gets what it wants, once, and its call id comes back',
    run: () =>
      withFarSide(subject, {}, async (instance, { problems, requests, taken }) => {
        const intent = intentOf(1);
        const result = await place(instance, intent);
        expect(problems).toEqual([]);
        expectPlaced(result, intent, taken[0]);
        expect(requests).toHaveLength(1);
        expect(taken[0]?.phone).toBe(intent.phone);
        expect([null, intent.attemptId]).toContain(taken[0]?.attemptId);
        // A robot that reads our text out says what the patient needs to know.
        expect(taken[0]?.spoken ?? intent.visit).toContain(intent.visit);
      }),
  },
  {
    name: 'reminder call: fifty at once do not mix',
    run: () =>
      withFarSide(subject, {}, async (instance, { problems, taken }) => {
        const intents = Array.from({ length: 50 }, (_value, index) => intentOf(index));
        const results = await Promise.all(intents.map((intent) => place(instance, intent)));
        expect(problems).toEqual([]);
        const callOf = new Map(taken.map((call) => [call.phone, call]));
        expect([callOf.size, taken.length]).toEqual([50, 50]);
        intents.forEach((intent, index) =>
          expectPlaced(results[index] as PlaceResult, intent, callOf.get(intent.phone)),
        );
      }),
  },
];

/** In its own words the provider refuses whole accounts: failover to the next one lives on these being understood. */
const ownRefusalsCheck = (subject: Subject, trial: Trial): Check => ({
  name: "reminder call: the provider's own words for a refusal are one, never unclear",
  run: () =>
    withFarSide(subject, {}, async (_instance, { simulator }) => {
      for (const reason of ['rate_limited', 'unauthorized', 'no_money', 'blocked', 'unavailable'] as const) {
        const isExact = reason === 'rate_limited' || reason === 'unauthorized';
        await withFault(subject, { trial, fault: simulator.refusal(reason, 7) }, (result) =>
          expect(result, reason).toMatchObject(isExact ? refused(reason) : refused()),
        );
      }
    }),
});
