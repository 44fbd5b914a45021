import type { Adapter } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import type { AdapterConformance, Check, Subject } from './conformance.ts';
import { lookUpChecks } from './look-up-checks.ts';
import { operationChecks } from './operation-checks.ts';
import { reminderCallChecks } from './reminder-call-checks.ts';
import { roundTripChecks } from './round-trip-checks.ts';
import { routingChecks } from './routing-checks.ts';
import { securityChecks } from './security-checks.ts';
import { settingsChecks } from './settings-checks.ts';
import { shapeChecks } from './shape-checks.ts';
import { webhookChecks } from './webhook-checks.ts';

const inwards = [shapeChecks, settingsChecks, webhookChecks, securityChecks, routingChecks];
const outwards = [reminderCallChecks, roundTripChecks, lookUpChecks, operationChecks];

/** All checks for what the adapter declares, in the order of the report. */
export const checksOf = (adapter: Adapter, conformance: AdapterConformance): Check[] => {
  const subject = { adapter, conformance };
  return [
    ...inwards.flatMap((checks) => checks(subject)),
    ...(conformance.ownTransport === undefined
      ? outwards.flatMap((checks) => checks(subject))
      : [ownTransportCheck(subject, conformance.ownTransport.reason)]),
  ];
};

const ownTransportCheck = ({ adapter, conformance }: Subject, reason: string): Check => ({
  name: `wire: not spoken to by HTTP, so tried in the adapter's own tests (${reason})`,
  run: () => {
    expect(reason.trim()).not.toBe('');
    expect(
      adapter.connection(adapter.settings.parse(conformance.settings('http://127.0.0.1:9'))).origins,
    ).toEqual([]);
  },
});

/**
 * Makes the suite of an adapter inside its `<id>.adapter.test.ts`. The report of `vitest --reporter=verbose` is the list of checks;
 * none is skipped: what does not apply says so and is checked to be absent.
 */
export const describeAdapter = (adapter: Adapter, conformance: AdapterConformance): void => {
  describe(`${adapter.id} conforms`, () => {
    for (const { name, run } of checksOf(adapter, conformance)) test(name, run);
  });
};
