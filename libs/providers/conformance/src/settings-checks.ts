import { expect } from 'vitest';
import type { Check, RawSettings, Subject } from './conformance.ts';
import { secretsOf, validSettings } from './instance.ts';

export const settingsChecks = (subject: Subject): Check[] => {
  const { adapter, conformance } = subject;
  const valid = validSettings(conformance);
  return [
    {
      name: 'settings: the valid ones are accepted',
      run: () => expect(adapter.settings.safeParse(valid).error).toBeUndefined(),
    },
    {
      name: 'settings: an unknown parameter is refused',
      run: () => expectRefused(subject, { ...valid, unheardOf: 1 }, ''),
    },
    ...conformance.requiredSettings.map((path) => ({
      name: `settings: without ${path} they are refused, by path and without a secret`,
      run: () => expectRefused(subject, without(valid, path.split('.')), path),
    })),
    ...(conformance.badSettings ?? []).map(({ name, change, path }) => ({
      name: `settings: ${name} is refused, by path and without a secret`,
      run: () => expectRefused(subject, { ...valid, ...change }, path),
    })),
    {
      name: 'settings: every secret is marked as one',
      run: () => {
        const secrets = conformance.secretSettings.map((path) => valueAt(valid, path.split('.')));
        expect(secretsOf(subject).toSorted()).toEqual(secrets.toSorted());
      },
    },
    ...(conformance.ownTransport === undefined ? [connectionCheck(subject)] : []),
  ];
};

const connectionCheck = ({ adapter, conformance }: Subject): Check => ({
  name: 'settings: the connection goes to the configured origin only',
  run: () => {
    const origin = 'https://provider.example:8443';
    const { origins, rates = [] } = adapter.connection(adapter.settings.parse(conformance.settings(origin)));
    expect(origins).toContain(origin);
    origins.forEach((each) => expect(new URL(each).origin).toBe(each));
    rates.forEach(({ requests, perMs }) => expect([requests > 0, perMs > 0]).toEqual([true, true]));
  },
});

const expectRefused = (subject: Subject, settings: RawSettings, path: string): void => {
  const result = subject.adapter.settings.safeParse(settings);
  const problems = (result.error?.issues ?? []).map((issue) => issue.path.join('.'));
  expect(problems).toContainEqual(
    expect.stringMatching(new RegExp(`^${path.replaceAll('.', '\\.')}(\\.|$)`)),
  );
  for (const secret of secretsOf(subject)) expect(JSON.stringify(result.error?.issues)).not.toContain(secret);
};

const isObject = (value: unknown): value is RawSettings => typeof value === 'object' && value !== null;

const without = (settings: RawSettings, [head = '', ...rest]: readonly string[]): RawSettings => {
  const { [head]: removed, ...others } = settings;
  return rest.length === 0 || !isObject(removed) ? others : { ...others, [head]: without(removed, rest) };
};

const valueAt = (settings: RawSettings, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), settings);
