import type { Adapter } from '@perezvon/contracts-adapter';
import { collectAdapters } from './collect-adapters.ts';
import { foundAdapters } from './registry.generated.ts';

/** Every adapter by its id; also the `providers` of `loadConfig`. */
export const adapters: ReadonlyMap<string, Adapter> = collectAdapters(foundAdapters);
