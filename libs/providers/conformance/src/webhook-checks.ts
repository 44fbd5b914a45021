import type { AdapterInstance, ParseResult, WebhookRequest } from '@perezvon/contracts-adapter';
import { callEventSchema } from '@perezvon/contracts-events';
import type { CallEvent } from '@perezvon/contracts-events';
import { expect } from 'vitest';
import type { Check, Subject, WebhookFixture } from './conformance.ts';
import { hostileRequests } from './hostile-bodies.ts';
import { validSettings, withInstance } from './instance.ts';
import { variations } from './webhook-variations.ts';

type MakeCheck = (name: string, run: (instance: AdapterInstance) => void) => Check;

export const webhookChecks = (subject: Subject): Check[] => {
  const { adapter, conformance } = subject;
  const check: MakeCheck = (name, run) => ({
    name: `webhook: ${name}`,
    run: () => withInstance(adapter, { settings: validSettings(conformance) }, run),
  });
  return [
    ...fixtureChecks(conformance.webhook.fixtures, check),
    ...keyChecks(conformance.webhook.fixtures, check),
    ...surpriseChecks(conformance.webhook, check),
  ];
};

const fixtureChecks = (fixtures: readonly WebhookFixture[], check: MakeCheck): Check[] => [
  check('there are fixtures', () => expect(fixtures.length).toBeGreaterThan(0)),
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
      const { status } = instance.webhook.reply(request);
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
    const events = fixtures.flatMap(({ request }) => eventsOf(instance, request));
    const meanings = new Set(events.map(({ at: _at, ...event }) => JSON.stringify(event)));
    expect(new Set(events.map(({ key }) => key)).size).toBe(meanings.size);
  }),
];

const surpriseChecks = (
  { fixtures, unknownStatus }: Subject['conformance']['webhook'],
  check: MakeCheck,
): Check[] => [
  check('an unknown status becomes call.unknown and keeps the word', (instance) => {
    const events = eventsOf(instance, unknownStatus);
    expect(events.map(({ type }) => type)).toEqual(['call.unknown']);
    expect(events[0]?.providerStatus).not.toBe('');
  }),
  check('no body, query or header makes it throw or give a malformed event', (instance) =>
    hostileRequests(fixtures[0]?.request ?? unknownStatus).forEach(([name, request]) => {
      expect(() => expectWellFormed(instance.webhook.parse(request)), name).not.toThrow();
      expect(() => instance.webhook.verify(request), name).not.toThrow();
      expect(() => instance.webhook.reply(request), name).not.toThrow();
    }),
  ),
];

const eventsOf = (instance: AdapterInstance, request: WebhookRequest): CallEvent[] => {
  const result = instance.webhook.parse(request);
  expectWellFormed(result);
  return result.ok ? result.events : [];
};

const keysOf = (instance: AdapterInstance, request: WebhookRequest): string[] =>
  eventsOf(instance, request).map(({ key }) => key);

const expectWellFormed = (result: ParseResult): void => {
  if (result.ok) result.events.forEach((event) => callEventSchema.parse(event));
  else expect(result.problem).not.toBe('');
};
