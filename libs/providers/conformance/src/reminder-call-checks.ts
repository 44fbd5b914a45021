import type { AdapterInstance, PlaceResult, ReminderCallIntent } from '@perezvon/contracts-adapter';
import type { ProviderHttpOptions } from '@perezvon/provider-kit';
import { expect } from 'vitest';
import type {
  Check,
  ExpectedPlace,
  ReminderCallConformance,
  SimulatedReply,
  Subject,
} from './conformance.ts';
import { nowhere, secretsOf, withInstance } from './instance.ts';
import { withSimulator } from './simulator.ts';
import type { Behaviour, Simulator } from './simulator.ts';

const intentOf = (index: number): ReminderCallIntent => ({
  attemptId: `0197a1b2-c3d4-7e5f-8a9b-${String(index).padStart(12, '0')}`,
  phone: `7900${String(index).padStart(7, '0')}`,
  name: 'Валерия Сергеевна',
  visit: 'эндоскопист четвертого июня в одиннадцать тридцать',
});

const refused = (reason: Extract<ExpectedPlace, { kind: 'refused' }>['reason']): ExpectedPlace => ({
  kind: 'refused',
  reason,
});
const unclear: ExpectedPlace = { kind: 'unclear' };

/** The usual meaning of a status, where a provider does not say otherwise. */
const usualStatuses: Readonly<Record<number, ExpectedPlace>> = {
  307: refused('invalid_request'),
  400: refused('invalid_request'),
  401: refused('unauthorized'),
  403: refused('unauthorized'),
  404: refused('invalid_request'),
  429: refused('rate_limited'),
  500: unclear,
  502: unclear,
  503: unclear,
  504: unclear,
};

export const reminderCallChecks = (subject: Subject): Check[] => {
  const { reminderCall } = subject.conformance;
  if (reminderCall === undefined)
    return [
      {
        name: 'reminder call: not applicable, the provider has no such capability',
        run: () => expect(subject.adapter.capabilities.reminderCall).toBeUndefined(),
      },
    ];
  const statuses = { ...usualStatuses, ...reminderCall.statuses };
  return [
    ...placingChecks(subject, reminderCall),
    ...Object.entries(statuses).map(([status, expected]) =>
      replyCheck(subject, {
        name: `HTTP ${status} is ${describe(expected)}`,
        reply: { status: Number(status), headers: { Location: '/elsewhere' }, body: 'error' },
        expected: expected ?? unclear,
      }),
    ),
    ...(reminderCall.replies ?? []).map((reply) => replyCheck(subject, reply)),
    replyCheck(subject, {
      name: 'a success page that is no answer of the provider is unclear',
      reply: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Добро пожаловать</html>' },
      expected: unclear,
    }),
    ...transportChecks(subject),
    secrecyCheck(subject),
  ];
};

const describe = (expected: ExpectedPlace | undefined): string =>
  expected?.kind === 'refused' ? `refused: ${expected.reason}` : (expected?.kind ?? 'unclear');

const place = (instance: AdapterInstance, intent: ReminderCallIntent): Promise<PlaceResult> => {
  if (instance.placeReminderCall === undefined) throw new Error('no placeReminderCall');
  return instance.placeReminderCall(intent);
};

interface Scene {
  behaviour: Behaviour;
  http?: Partial<ProviderHttpOptions>;
}

const withScene = <Result>(
  { adapter, conformance }: Subject,
  { behaviour, http = {} }: Scene,
  run: (instance: AdapterInstance, simulator: Simulator) => Promise<Result>,
): Promise<Result> =>
  withSimulator(behaviour, (simulator) =>
    withInstance(adapter, { settings: conformance.settings(simulator.origin), http }, (instance) =>
      run(instance, simulator),
    ),
  );

/** The provider as the adapter's author describes it; what it would not accept is remembered and answered with 400. */
const strictProvider = (reminderCall: ReminderCallConformance) => {
  const taken = new Map<string, string | null>();
  const complaints: unknown[] = [];
  const behaviour: Behaviour = (request) => {
    try {
      const { phone, providerCallId, reply } = reminderCall.take(request);
      taken.set(phone, providerCallId);
      return reply;
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : error);
      return { status: 400, body: 'refused' };
    }
  };
  return { behaviour, taken, complaints };
};

const placingChecks = (subject: Subject, reminderCall: ReminderCallConformance): Check[] => [
  {
    name: 'reminder call: the provider gets what it wants, once, and its call id comes back',
    run: async () => {
      const provider = strictProvider(reminderCall);
      await withScene(subject, provider, async (instance, { requests }) => {
        const result = await place(instance, intentOf(1));
        expect(provider.complaints).toEqual([]);
        expect(result).toEqual({ kind: 'placed', providerCallId: provider.taken.get(intentOf(1).phone) });
        expect(requests).toHaveLength(1);
      });
    },
  },
  {
    name: 'reminder call: fifty at once do not mix',
    run: async () => {
      const provider = strictProvider(reminderCall);
      const intents = Array.from({ length: 50 }, (_value, index) => intentOf(index));
      const results = await withScene(subject, provider, (instance) =>
        Promise.all(intents.map((intent) => place(instance, intent))),
      );
      expect(provider.complaints).toEqual([]);
      expect(results).toEqual(
        intents.map(({ phone }) => ({ kind: 'placed', providerCallId: provider.taken.get(phone) })),
      );
      expect(new Set(provider.taken.values()).size).toBe(50);
    },
  },
];

interface ReplyCase {
  name: string;
  reply: SimulatedReply;
  expected: ExpectedPlace;
}

const replyCheck = (subject: Subject, { name, reply, expected }: ReplyCase): Check => ({
  name: `reminder call: ${name}`,
  run: () =>
    withScene(subject, { behaviour: () => reply }, async (instance, { requests }) => {
      expect(await place(instance, intentOf(1))).toMatchObject(expected);
      // Repeating is the dialer's decision alone.
      expect(requests).toHaveLength(1);
    }),
});

const transportChecks = (subject: Subject): Check[] => [
  {
    name: 'reminder call: 429 with Retry-After says when to come back',
    run: () => {
      const reply = { status: 429, headers: { 'Retry-After': '7' }, body: '' };
      return withScene(subject, { behaviour: () => reply }, async (instance) =>
        expect(await place(instance, intentOf(1))).toMatchObject({ kind: 'refused', retryAfterMs: 7000 }),
      );
    },
  },
  {
    name: 'reminder call: silence after the request left is unclear',
    run: () =>
      withScene(subject, { behaviour: () => 'silence', http: { timeoutMs: 150 } }, async (instance) =>
        expect(await place(instance, intentOf(1))).toMatchObject(unclear),
      ),
  },
  {
    name: 'reminder call: a connection cut after the request left is unclear',
    run: () =>
      withScene(subject, { behaviour: () => 'cut' }, async (instance) =>
        expect(await place(instance, intentOf(1))).toMatchObject(unclear),
      ),
  },
  {
    name: 'reminder call: a provider that cannot be reached surely did not call',
    run: () =>
      withInstance(subject.adapter, { settings: subject.conformance.settings(nowhere) }, async (instance) =>
        expect(await place(instance, intentOf(1))).toMatchObject(refused('unavailable')),
      ),
  },
];

/** A provider that repeats all it was sent, in every kind of reply. */
const secrecyCheck = (subject: Subject): Check => ({
  name: 'reminder call: no secret, phone or name in any result, even when the provider repeats them',
  run: async () => {
    const { phone, name } = intentOf(1);
    const forbidden = [...secretsOf(subject), phone, name];
    for (const status of [200, 400, 401, 429, 500]) {
      const behaviour: Behaviour = (request) => ({
        status,
        body: `${JSON.stringify(request)} ${forbidden.join(' ')}`,
      });
      const result = await withScene(subject, { behaviour }, (instance) => place(instance, intentOf(1)));
      for (const text of forbidden) expect(JSON.stringify(result)).not.toContain(text);
    }
  },
});
