import { setTimeout as delay } from 'node:timers/promises';
import { secretOf } from '../system/chaos-config.ts';

/** How a well-behaved 1C fares meanwhile. */
export interface Service {
  answered: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
  slowestMs: number;
}

export const authorization = `Basic ${Buffer.from(`clinic:${secretOf('clinic')}`).toString('base64')}`;

const everyMs = 50;
const timeoutMs = 5_000;

const at = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

const ask = async (gatewayUrl: string): Promise<boolean> => {
  try {
    const response = await fetch(`${gatewayUrl}/v1/onec/ping`, {
      headers: { authorization },
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
};

/** Asks twenty times a second while `work` goes on. */
export const serveMeanwhile = async (gatewayUrl: string, work: () => Promise<unknown>): Promise<Service> => {
  const took: number[] = [];
  let failed = 0;
  const over = work().then(() => true);
  for (;;) {
    const begunMs = performance.now();
    if (await ask(gatewayUrl)) took.push(performance.now() - begunMs);
    else failed += 1;
    if (await Promise.race([over, delay(everyMs, false)])) break;
  }
  const sorted = took.sort((left, right) => left - right);
  return {
    answered: sorted.length,
    failed,
    p50Ms: at(sorted, 0.5),
    p99Ms: at(sorted, 0.99),
    slowestMs: at(sorted, 1),
  };
};
