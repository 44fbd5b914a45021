import { capabilityMethods } from '@perezvon/contracts-adapter';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkId, chosenCapabilities, knownCapabilities } from '../generators/provider/choices.mjs';

const workspaceRoot = join(import.meta.dirname, '../../..');
const known = ['reminderCall', 'sms', 'chat'];

test('the generator knows the capabilities of the contract', async () => {
  expect(await knownCapabilities(workspaceRoot)).toEqual(Object.keys(capabilityMethods));
});

test.each(['Acme', '1c', 'acme_cloud', 'acme-', '-acme', 'a--b', '../acme', '', 'a'.repeat(41)])(
  'the id “%s” is refused with the rule',
  (id) => expect(() => checkId(workspaceRoot, id)).toThrow(/is no id: small Latin letters/),
);

test('an id that is taken is refused, and a new one is not', () => {
  expect(() => checkId(workspaceRoot, 'kit')).toThrow('libs/providers/kit exists');
  expect(() => checkId(workspaceRoot, 'acme-cloud2')).not.toThrow();
});

test('capabilities come in the order of the contract, each once, and `all` is all', () => {
  expect(chosenCapabilities(known, ['chat', ' reminderCall', 'chat', ''])).toEqual(['reminderCall', 'chat']);
  expect(chosenCapabilities(known, ['sms', 'all'])).toEqual(known);
});

test('unknown capabilities, and none, are refused with the list', () => {
  expect(() => chosenCapabilities(known, ['sms', 'telepathy', 'SMS'])).toThrow(
    'no such capability: telepathy, SMS; there are: all, reminderCall, sms, chat',
  );
  expect(() => chosenCapabilities(known, [' '])).toThrow('no capability; there are: all, reminderCall');
});
