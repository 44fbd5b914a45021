import { capabilityMethods } from '@perezvon/contracts-adapter';
import type { AdapterInstance, Capability } from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, Subject } from './conformance.ts';
import { nowhere, validSettings, withInstance } from './instance.ts';

const capabilities = Object.keys(capabilityMethods) as Capability[];

const methodsOf = (capability: Capability): readonly string[] => capabilityMethods[capability];

/** The methods that have their own part of the conformance data. */
const withOwnData = ['placeReminderCall', 'routing'];

/** Without a webhook nobody could tell us of these. */
const needWebhook: readonly Capability[] = ['callEvents', 'inboundRouting', 'webhookSetUp'];

export const shapeChecks = (subject: Subject): Check[] => [
  namesItself(subject),
  methodsCheck(subject),
  webhookCheck(subject),
  dataCheck(subject),
  ...(subject.conformance.ownTransport === undefined ? [simulatorCheck(subject)] : []),
];

const onInstance = (
  { adapter, conformance }: Subject,
  run: (instance: AdapterInstance) => void,
): Promise<void> => withInstance(adapter, { settings: validSettings(conformance) }, run);

const namesItself = ({ adapter }: Subject): Check => ({
  name: 'shape: it names itself and its documentation',
  run: () => {
    expect(adapter.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(adapter.displayName.trim()).not.toBe('');
    expect(adapter.docsUrl).toMatch(/^https:\/\//);
  },
});

const declaredMethods = ({ adapter }: Subject): string[] =>
  capabilities.filter((capability) => capability in adapter.capabilities).flatMap(methodsOf);

const methodsCheck = (subject: Subject): Check => ({
  name: 'shape: it has exactly the methods of its declared capabilities',
  run: () =>
    onInstance(subject, (instance) => {
      expect(Object.keys(capabilityMethods)).toEqual(
        expect.arrayContaining(Object.keys(subject.adapter.capabilities)),
      );
      const present = Object.keys(instance).filter((name) => name !== 'webhook' && name !== 'close');
      expect(present.toSorted()).toEqual(declaredMethods(subject).toSorted());
    }),
});

const webhookCheck = (subject: Subject): Check => ({
  name: 'shape: it has a webhook where its capabilities need one, and the suite knows of it',
  run: () =>
    onInstance(subject, (instance) => {
      const hasWebhook = 'webhook' in instance;
      expect(['conformance data for webhook', subject.conformance.webhook !== undefined]).toEqual([
        'conformance data for webhook',
        hasWebhook,
      ]);
      const declared = subject.adapter.capabilities;
      expect(needWebhook.filter((capability) => capability in declared && !hasWebhook)).toEqual([]);
      const canTell = hasWebhook || 'callLookUp' in declared || 'callList' in declared;
      expect('reminderCall' in declared && !canTell).toBe(false);
    }),
});

const dataCheck = (subject: Subject): Check => ({
  name: 'shape: the suite is told how to try every method',
  run: () => {
    const { reminderCall, routing, operations = [], ownTransport } = subject.conformance;
    const declared = declaredMethods(subject);
    expect(['reminderCall', reminderCall !== undefined]).toEqual([
      'reminderCall',
      declared.includes('placeReminderCall') && ownTransport === undefined,
    ]);
    expect(['routing', routing !== undefined]).toEqual(['routing', declared.includes('routing')]);
    const tried = new Set<string>(operations.map(({ method }) => method));
    const toTry =
      ownTransport === undefined ? declared.filter((method) => !withOwnData.includes(method)) : [];
    expect([...tried].toSorted()).toEqual(toTry.toSorted());
    const titles = operations.map(({ method, name }) => `${method} ${name}`);
    expect(new Set(titles).size).toBe(titles.length);
  },
});

const simulatorCheck = ({ conformance }: Subject): Check => ({
  name: 'shape: its simulator makes call ids, and refuses what is no request of the provider',
  run: () => {
    const simulator = conformance.simulator(conformance.settings(nowhere));
    const ids = Array.from({ length: 20 }, (_value, index) => simulator.callId(index + 1));
    expect(new Set(ids).size).toBe(20);
    for (const method of ['GET', 'POST', 'DELETE'])
      for (const body of ['', '{}', '<a>', '\uFFFF'])
        expect(simulator.take({ method, url: '/', headers: {}, body: Buffer.from(body) }).kind).toBe(
          'refused',
        );
  },
});
