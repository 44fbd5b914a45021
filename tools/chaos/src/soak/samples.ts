import { setTimeout as delay } from 'node:timers/promises';
import type { AppName } from '../faults/fault.ts';

/** One look at one app. */
export interface Sample {
  atMs: number;
  app: AppName;
  residentMib: number;
  heapMib: number;
  handles: number;
}

const numberOf = (metrics: string, name: string): number => {
  const values = [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+]+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
};

const mib = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;

const sampleOf = async (app: AppName, url: string, atMs: number): Promise<Sample | null> => {
  try {
    const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
    return {
      atMs,
      app,
      residentMib: mib(numberOf(text, 'process_resident_memory_bytes')),
      heapMib: mib(numberOf(text, 'nodejs_heap_size_used_bytes')),
      handles: numberOf(text, 'nodejs_active_handles_total'),
    };
  } catch {
    return null;
  }
};

/** Samples every app from its own /metrics until the signal. */
export const collectSamples = async (options: {
  metricsUrls: Readonly<Record<AppName, string>>;
  everyMs: number;
  signal: AbortSignal;
}): Promise<Sample[]> => {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  while (!options.signal.aborted) {
    const atMs = Math.round(performance.now() - startedAt);
    const taken = await Promise.all(
      (Object.entries(options.metricsUrls) as [AppName, string][]).map(([app, url]) =>
        sampleOf(app, url, atMs),
      ),
    );
    samples.push(...taken.filter((sample) => sample !== null));
    await delay(options.everyMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return samples;
};
