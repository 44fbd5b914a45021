import { secretValues } from '@perezvon/contracts-adapter';
import type { Adapter, AdapterInstance } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import type { ProviderHttpOptions } from '@perezvon/provider-kit';
import type { AdapterConformance, RawSettings, Subject } from './conformance.ts';

/** Where nobody listens, for checks that send nothing. */
export const nowhere = 'http://127.0.0.1:9';

const fixedNow = new Date('2026-06-03T10:00:00Z');

interface InstanceOptions {
  settings: RawSettings;
  http?: Partial<ProviderHttpOptions>;
}

/** An instance of the adapter as the registry makes it. */
const createInstance = (adapter: Adapter, { settings, http }: InstanceOptions): AdapterInstance => {
  const parsed = adapter.settings.parse(settings);
  const connection = adapter.connection(parsed);
  return adapter.create(parsed, {
    http: createProviderHttp({ ...connection, ...http }),
    clock: () => fixedNow,
  });
};

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
