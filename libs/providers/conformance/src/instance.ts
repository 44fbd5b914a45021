import { secretValues } from '@perezvon/contracts-adapter';
import type { Adapter, AdapterInstance, ProviderHttp, Webhook } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import type { ProviderHttpOptions } from '@perezvon/provider-kit';
import type { AdapterConformance, RawSettings, Subject } from './conformance.ts';

/** Where nobody listens, for checks that send nothing. */
export const nowhere = 'http://127.0.0.1:9';

/** Now, for every instance of the suite. */
export const fixedNow = new Date('2026-06-03T10:00:00Z');

export interface InstanceOptions {
  settings: RawSettings;
  http?: Partial<ProviderHttpOptions>;
}

/** An instance of the adapter as the registry makes it; only the provider's limits on requests are left out, to be quick. */
const createInstance = (adapter: Adapter, { settings, http = {} }: InstanceOptions): AdapterInstance => {
  const parsed = adapter.settings.parse(settings);
  const { rates: _rates, ...connection } = adapter.connection(parsed);
  const client = createProviderHttp({ ...connection, ...http });
  return adapter.create(parsed, {
    http: http.timeoutMs === undefined ? client : hurried(client, http.timeoutMs),
    clock: () => fixedNow,
  });
};

/** Also requests that ask for a long time limit of their own get the short one. */
const hurried = (client: ProviderHttp, timeoutMs: number): ProviderHttp => ({
  send: (request) => client.send({ ...request, timeoutMs }),
  open: (request) => client.open({ ...request, timeoutMs }),
  close: () => client.close(),
});

/** Runs with an instance that is closed afterwards. */
export const withInstance = async <Result>(
  adapter: Adapter,
  options: InstanceOptions,
  run: (instance: AdapterInstance) => Result | Promise<Result>,
): Promise<Result> => {
  const instance = createInstance(adapter, options);
  try {
    return await run(instance);
  } finally {
    instance.close();
  }
};

export const validSettings = (conformance: AdapterConformance): RawSettings => conformance.settings(nowhere);

export const secretsOf = ({ adapter, conformance }: Subject): string[] =>
  secretValues(adapter.settings, validSettings(conformance));

export const webhookOf = ({ webhook }: AdapterInstance): Webhook => {
  if (webhook === undefined) throw new Error('the adapter has no webhook');
  return webhook;
};

/** Raw settings in which every secret ends in another character. */
export const withOtherSecrets = (settings: RawSettings, { conformance }: Subject): RawSettings =>
  conformance.secretSettings.reduce((changed, path) => withOtherText(changed, path.split('.')), settings);

const withOtherText = (settings: RawSettings, [head = '', ...rest]: readonly string[]): RawSettings => {
  const value = settings[head];
  if (typeof value === 'string')
    return { ...settings, [head]: `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}` };
  return typeof value === 'object' && value !== null
    ? { ...settings, [head]: withOtherText(value as RawSettings, rest) }
    : settings;
};
