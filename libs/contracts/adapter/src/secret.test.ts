import { expect, test } from 'vitest';
import { z } from 'zod';
import { secret, secretValues } from './secret.ts';

const schema = z.strictObject({
  login: z.string(),
  password: secret(z.string().min(3)),
  token: secret(z.string().min(3)).optional(),
  rotation: z.array(secret(z.string())).default([]),
  mode: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('open') }),
    z.strictObject({ kind: z.literal('signed'), key: secret(z.string()) }),
  ]),
  named: z.record(z.string(), z.strictObject({ pin: secret(z.string()) })),
});

test('secrets are collected through optional, default, array, union and record', () => {
  const value = {
    login: 'user',
    password: 'p-one',
    token: 't-two',
    rotation: ['r-three', 'r-four'],
    mode: { kind: 'signed', key: 'k-five' },
    named: { a: { pin: 'n-six' } },
  };
  expect(secretValues(schema, value)).toEqual(['p-one', 't-two', 'r-three', 'r-four', 'k-five', 'n-six']);
});

test('secrets are collected from a value that is not valid, each once and never empty', () => {
  expect(secretValues(schema, { password: 12345, token: '', rotation: ['12345'], extra: 'x' })).toEqual([
    '12345',
  ]);
  expect(secretValues(schema, 'nonsense')).toEqual([]);
});
