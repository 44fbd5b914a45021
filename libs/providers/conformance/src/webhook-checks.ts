import type {
  AdapterInstance,
  Capabilities,
  Capability,
  ParseResult,
  WebhookRequest,
} from '@perezvon/contracts-adapter';
import { providerEventSchema } from '@perezvon/contracts-events';
import type { ProviderEvent } from '@perezvon/contracts-events';
import { expect } from 'vitest';
import type { Check, Subject, WebhookConformance, WebhookFixture } from './conformance.ts';
import { hostileRequests } from './hostile-bodies.ts';
import { validSettings, webhookOf, withInstance } from './instance.ts';
import { variations } from './webhook-variations.ts';

type MakeCheck = (name: string, run: (instance: AdapterInstance) => void) => Check;

export const webhookChecks = (subject: Subject): Check[] => {
  const { adapter, conformance } = subject;
  const { webhook } = conformance;
  const check: MakeCheck = (name, run) => ({
    name: `webhook: ${name}`,
    run: () => withInstance(adapter, { settings: validSettings(conformance) }, run),
  });
  if (webhook === undefined)
    return [
      check('not applicable, the provider sends none', (instance) =>
        expect(instance).not.toHaveProperty('webhook'),
      ),
    ];
  return [
    promiseCheck(adapter.capabilities, webhook.fixtures, check),
    ...fixtureChecks(webhook.fixtures, check),
    ...keyChecks(webhook.fixtures, check),
    ...surpriseChecks(webhook, check),
  ];
};

/** What webhooks must be able to tell where a capability is declared. */
const promises: Readonly<Partial<Record<Capability, readonly ((event: ProviderEvent) => boolean)[]>>> = {
  callEvents: [
    (event) => event.type === 'call.answered' && event.parties !== undefined,
    (event) => event.type === 'call.ended' && event.parties !== undefined,
  ],
  recording: [
    ({ type, ...event }) =>
      type === 'recording.ready' || ('recordingId' in event && event.recordingId !== null),
  ],
  chat: [({ type }) => type === 'message.received'],
  lines: [({ type }) => type === 'treatment.opened', ({ type }) => type === 'treatment.closed'],
};

const promiseCheck = (
  capabilities: Capabilities,
  fixtures: readonly WebhookFixture[],
  check: MakeCheck,
): Check =>
  check('the fixtures show what the declared capabilities promise', () => {
    const events = fixtures.flatMap((fixture) => fixture.events);
    expect(events.length).toBeGreaterThan(0);
    for (const [capability, promised] of Object.entries(promises))
      if (capability in capabilities)
        expect([capability, promised.every((isKept) => events.some(isKept))]).toEqual([capability, true]);
  });

const fixtureChecks = (fixtures: readonly WebhookFixture[], check: MakeCheck): Check[] => [
  ...fixtures.map(({ name, request, events }) =>
    check(`“${name}” gives the expected events`, (instance) =>
      expect(eventsOf(instance, request)).toEqual(events),
    ),
  ),
  ...variations.map(({ name, vary }) =>
    check(name, (instance) =>
      fixtures.forEach(({ name: fixture, request, events }) =>
        expect(eventsOf(instance, vary(request)), fixture).toEqual(events),
      ),
    ),
  ),
  check('the provider hears a success', (instance) =>
    fixtures.forEach(({ request }) => {
      const { status } = webhookOf(instance).reply(request);
      expect([status >= 200, status < 300]).toEqual([true, true]);
    }),
  ),
];

const keyChecks = (fixtures: readonly WebhookFixture[], check: MakeCheck): Check[] => [
  check('the same body twice gives the same keys, in any order of arrival', (instance) => {
    const forth = fixtures.map(({ request }) => keysOf(instance, request));
    const back = fixtures.toReversed().map(({ request }) => keysOf(instance, request));
    expect(back.toReversed()).toEqual(forth);
  }),
  check('events that say different things have different keys', (instance) => {
    const meanings = new Map<string, object>();
    for (const { at: _at, ...event } of fixtures.flatMap(({ request }) => eventsOf(instance, request))) {
      expect(meanings.get(event.key) ?? event).toEqual(event);
      meanings.set(event.key, event);
    }
  }),
];

const surpriseChecks = ({ fixtures, unknownStatus }: WebhookConformance, check: MakeCheck): Check[] => [
  check('an unknown status becomes call.unknown or message.unknown and keeps the word', (instance) => {
    const events = eventsOf(instance, unknownStatus);
    expect(events).toHaveLength(1);
    expect(['call.unknown', 'message.unknown']).toContain(events[0]?.type);
    expect(events[0]?.providerStatus).not.toBe('');
  }),
  check('no body, query or header makes it throw or give a malformed event', (instance) => {
    const webhook = webhookOf(instance);
    hostileRequests(fixtures[0]?.request ?? unknownStatus).forEach(([name, request]) => {
      expect(() => expectWellFormed(webhook.parse(request)), name).not.toThrow();
      expect(() => webhook.verify(request), name).not.toThrow();
      expect(() => webhook.reply(request), name).not.toThrow();
    });
  }),
];

const eventsOf = (instance: AdapterInstance, request: WebhookRequest): ProviderEvent[] => {
  const result = webhookOf(instance).parse(request);
  expectWellFormed(result);
  return result.ok ? result.events : [];
};

const keysOf = (instance: AdapterInstance, request: WebhookRequest): string[] =>
  eventsOf(instance, request).map(({ key }) => key);

const expectWellFormed = (result: ParseResult): void => {
  if (result.ok) result.events.forEach((event) => providerEventSchema.parse(event));
  else expect(result.problem).not.toBe('');
};
