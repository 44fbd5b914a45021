import type { Adapter } from '@perezvon/contracts-adapter';
import { z } from 'zod';

export interface FoundAdapter {
  folder: string;
  adapter: unknown;
}

/**
 * The adapters of the generated list by id. Throws one error that names every broken module and every id used twice, so that no app
 * starts with a registry that is not whole.
 */
export const collectAdapters = (found: readonly FoundAdapter[]): ReadonlyMap<string, Adapter> => {
  const problems = found.flatMap(({ folder, adapter }) =>
    problemsOf(folder, adapter).map((problem) => `libs/providers/${folder}: ${problem}`),
  );
  const adapters = new Map<string, Adapter>();
  for (const { folder, adapter } of found) {
    if (!isAdapter(adapter)) continue;
    if (adapters.has(adapter.id))
      problems.push(`libs/providers/${folder}: id ${adapter.id} is already taken`);
    adapters.set(adapter.id, adapter);
  }
  if (problems.length > 0) throw new Error(`broken provider registry:\n${problems.join('\n')}`);
  return adapters;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const problemsOf = (folder: string, adapter: unknown): string[] => {
  if (!isRecord(adapter)) return ['exports no adapter'];
  const expectations: readonly [boolean, string][] = [
    [adapter['id'] === folder, 'its id is not the name of its folder'],
    [adapter['settings'] instanceof z.ZodType, 'settings is no zod schema'],
    [isRecord(adapter['capabilities']), 'declares no capabilities'],
    [typeof adapter['connection'] === 'function', 'has no connection()'],
    [typeof adapter['create'] === 'function', 'has no create()'],
  ];
  return expectations.filter(([holds]) => !holds).map(([, problem]) => problem);
};

const isAdapter = (adapter: unknown): adapter is Adapter =>
  isRecord(adapter) && typeof adapter['id'] === 'string';
