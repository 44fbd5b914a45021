import { createHealth } from '@perezvon/lifecycle';
import { createLogger } from '@perezvon/logger';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics, startMetricsServer, type MetricsServer } from './index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let server: MetricsServer | undefined;

const start = async () => {
  const metrics = createMetrics({ app: 'dialer' });
  const health = createHealth();
  server = await startMetricsServer({ port: 0, metrics, health, logger });
  const get = (path: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${server?.port ?? 0}${path}`, { method });
  return { metrics, health, get };
};

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('the metrics server', () => {
  it('serves counters, gauges, histograms and metrics of the process', async () => {
    const { metrics, get } = await start();
    const placed = metrics.counter('calls_total', 'Calls', ['result']);
    placed.inc({ result: 'placed' });
    placed.inc({ result: 'placed' }, 2);
    metrics.gauge('depth', 'Depth').set({}, 7);
    metrics.histogram('seconds', 'Seconds', ['queue']).observe({ queue: 'a' }, 0.2);
    const text = await (await get('/metrics')).text();
    expect(text).toContain('calls_total{result="placed",app="dialer"} 3');
    expect(text).toContain('depth{app="dialer"} 7');
    expect(text).toContain('seconds_bucket{le="0.25",app="dialer",queue="a"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('gives the same metric when asked again', async () => {
    const { metrics, get } = await start();
    metrics.counter('calls_total', 'Calls').inc({});
    metrics.counter('calls_total', 'Calls').inc({});
    expect(await (await get('/metrics')).text()).toContain('calls_total{app="dialer"} 2');
  });

  it('asks collectors before each reading and outlives their failure', async () => {
    const { metrics, get } = await start();
    let depth = 0;
    const gauge = metrics.gauge('depth', 'Depth');
    metrics.onRead(() => Promise.reject(new Error('no Redis')));
    metrics.onRead(() => {
      throw new Error('no Redis');
    });
    metrics.onRead(() => gauge.set({}, ++depth));
    await get('/metrics');
    expect(await (await get('/metrics')).text()).toContain('depth{app="dialer"} 2');
  });

  it('is live whatever the checks say and ready only when all are green', async () => {
    const { health, get } = await start();
    health.report('queue', false, 'no connection');
    expect((await get('/health/live')).status).toBe(200);
    const red = await get('/health/ready');
    expect(red.status).toBe(503);
    expect(await red.json()).toEqual({
      status: 'unready',
      checks: { queue: { ok: false, detail: 'no connection' } },
    });
    health.report('queue', true);
    const green = await get('/health/ready?probe=1');
    expect(green.status).toBe(200);
    expect(await green.json()).toEqual({ status: 'ok', checks: { queue: { ok: true } } });
  });

  it('answers 404 and 405 to anything else and rejects a port that is taken', async () => {
    const { metrics, health, get } = await start();
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
    expect((await get('/health/live', 'HEAD')).status).toBe(200);
    const port = server?.port ?? 0;
    await expect(startMetricsServer({ port, metrics, health, logger })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
