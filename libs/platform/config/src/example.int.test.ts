import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from './load-config.ts';

const path = join(import.meta.dirname, '../../../../docs/examples/perezvon.yaml');

/** Stands in for the adapter, whose own tests check its settings: this library knows no provider. */
const providers = new Map([
  ['mtt-voicebox', { settings: z.looseObject({}), capabilities: { reminderCall: 'asks' as const } }],
]);

const env = {
  CLINIC_SECRET: 'clinic-secret',
  CLINIC_1C_PASSWORD: 'password',
  DENTAL_SECRET: 'dental-secret',
  MTT_HOOK_TOKEN: '0123456789abcdef',
  MTT_USERNAME: 'user',
  MTT_PASSWORD: 'password',
};

test('the example in the documentation loads', () => {
  const result = loadConfig({ path, env, providers });
  expect(result.ok ? [] : result.errors).toEqual([]);
  expect(result.ok && result.config.infobases.map(({ delivery }) => delivery.mode)).toEqual(['push', 'pull']);
});

test('without its variables the example names each of them', () => {
  const result = loadConfig({ path, env: {}, providers });
  const missing = result.ok ? [] : result.errors.map(({ message }) => message.split(' ').at(-1));
  expect(missing.toSorted()).toEqual(Object.keys(env).toSorted());
});

test('a file that is not there is an error by its path', () => {
  const absent = join(import.meta.dirname, 'absent.yaml');
  expect(loadConfig({ path: absent, env, providers })).toEqual({
    ok: false,
    errors: [{ path: absent, message: 'файл не найден или недоступен для чтения' }],
  });
});
