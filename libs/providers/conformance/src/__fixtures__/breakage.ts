import type { Adapter, AdapterInstance, Webhook } from '@perezvon/contracts-adapter';
import type { AdapterConformance } from '../conformance.ts';
import { checksOf } from '../describe-adapter.ts';
import { webhookOf } from '../instance.ts';
import { acme } from './acme.adapter.ts';
import { acmeConformance } from './acme.conformance.ts';

/** What is wrong, the adapter with it, the check that must say so, and the data if they are not the usual ones. */
export type Breakage = readonly [string, Adapter, string, AdapterConformance?];

export const broken = (change: (instance: AdapterInstance) => Partial<AdapterInstance>): Adapter => ({
  ...acme,
  create: (parsed, dependencies) => {
    const instance = acme.create(acme.settings.parse(parsed), dependencies);
    return { ...instance, ...change(instance) };
  },
});

export const withWebhook = (change: (webhook: Webhook) => Partial<Webhook>): Adapter =>
  broken((instance) => ({ webhook: { ...webhookOf(instance), ...change(webhookOf(instance)) } }));

type Method = 'placeReminderCall' | 'sendSms' | 'lookUpCall';

/** Changes what a method does; `change` gets the method as it should be. */
export const withMethod = <Name extends Method>(
  name: Name,
  change: (method: NonNullable<AdapterInstance[Name]>) => NonNullable<AdapterInstance[Name]>,
): Adapter =>
  broken((instance) => {
    const method = instance[name];
    if (method === undefined) throw new Error(`no ${name}`);
    return { [name]: change(method) };
  });

/** Names of the checks that fail, of all or of those asked for. */
export const failuresOf = async (
  adapter: Adapter,
  data: AdapterConformance = acmeConformance,
  isAskedFor: (name: string) => boolean = () => true,
): Promise<string[]> => {
  const failures: string[] = [];
  for (const { name, run } of checksOf(adapter, data).filter((check) => isAskedFor(check.name))) {
    try {
      await run();
    } catch {
      failures.push(name);
    }
  }
  return failures;
};
