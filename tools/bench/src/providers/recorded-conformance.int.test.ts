import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapters } from '@perezvon/provider-registry';
import { expect, onTestFinished, test } from 'vitest';
import { createContestants } from './contestants.ts';
import { recordConformance } from './recorded-conformance.ts';
import { webhookCasesOf } from './webhook-cases.ts';

const root = join(import.meta.dirname, '../../../..');

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'bench-conformance-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

test('every adapter has webhooks to be measured by, or none at all, and takes them', async () => {
  const recorded = await recordConformance({ root, folder: folder(), ids: adapters.keys() });
  expect([...recorded.keys()].toSorted()).toEqual([...adapters.keys()].toSorted());
  const measured = [...adapters.values()].flatMap((adapter) => {
    const found = webhookCasesOf(recorded.get(adapter.id)!, 'http://127.0.0.1:9');
    return found === null ? [] : [{ adapter, ...found }];
  });
  const { contestants, close } = createContestants(measured);
  expect(contestants.length).toBeGreaterThan(0);
  for (const { id, webhooks, throughRegistry, directly, bare } of contestants) {
    expect(webhooks, id).toBeGreaterThan(0);
    throughRegistry();
    directly();
    bare();
  }
  close();
});

test('an adapter without a test is named', async () => {
  await expect(recordConformance({ root, folder: folder(), ids: ['nobody'] })).rejects.toThrow(
    'nobody.adapter.test.ts',
  );
});
