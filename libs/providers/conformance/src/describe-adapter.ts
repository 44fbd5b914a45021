import type { Adapter } from '@perezvon/contracts-adapter';
import { describe, test } from 'vitest';
import type { AdapterConformance, Check } from './conformance.ts';
import { reminderCallChecks } from './reminder-call-checks.ts';
import { securityChecks } from './security-checks.ts';
import { settingsChecks } from './settings-checks.ts';
import { shapeChecks } from './shape-checks.ts';
import { webhookChecks } from './webhook-checks.ts';

/** All checks for what the adapter declares, in the order of the report. */
export const checksOf = (adapter: Adapter, conformance: AdapterConformance): Check[] =>
  [shapeChecks, settingsChecks, webhookChecks, securityChecks, reminderCallChecks].flatMap((checks) =>
    checks({ adapter, conformance }),
  );

/**
 * Makes the suite of an adapter inside its `<id>.adapter.test.ts`. The report of `vitest --reporter=verbose` is the list of checks;
 * none is skipped: what does not apply says so and is checked to be absent.
 */
export const describeAdapter = (adapter: Adapter, conformance: AdapterConformance): void => {
  describe(`${adapter.id} conforms`, () => {
    for (const { name, run } of checksOf(adapter, conformance)) test(name, run);
  });
};
