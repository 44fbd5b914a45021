import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queues, type QueueName } from '@perezvon/contracts-queues';
import { freePort } from '@perezvon/local-services';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createQueueSystem, notification, pointer } from './__fixtures__/queue-system.ts';
import { queuePrefix } from './queue-prefix.ts';

const within = { timeout: 20_000, interval: 50 };
const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

let folder: string;
let server: ChildProcess;
let port: number;

/** A cluster of one node: it checks keys and slots as strictly as a large one. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perezvon-cluster-'));
  port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  // A node alone never learns its own address from others; without one, clients can't follow the slot table.
  const cluster = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
  server = spawn(program ?? 'redis-server', [...settings, ...cluster], { stdio: 'ignore' });
  const node = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null });
  node.on('error', () => undefined);
  await node.cluster('ADDSLOTSRANGE', 0, 16383);
  await vi.waitFor(async () => expect(await node.cluster('INFO')).toContain('cluster_state:ok'), within);
  await node.quit();
});

afterAll(async () => {
  server.kill('SIGKILL');
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
});

describe('on Redis Cluster', () => {
  it('jobs are added, worked on and counted', async () => {
    const system = createQueueSystem({
      url: 'redis://127.0.0.1:1',
      clusterNodes: `127.0.0.1:${port}`,
    });
    const seen: unknown[] = [];
    try {
      await vi.waitFor(() => system.producer.add('onec-events', pointer(1)), within);
      await system.producer.addMany('onec-events', [pointer(2), pointer(3)]);
      await system.producer.add('notifications', notification(1));
      system.work({ handler: async (payload) => void seen.push(payload) });
      await vi.waitFor(() => expect(seen).toHaveLength(3), within);
      await vi.waitFor(async () => expect(await system.producer.depth('onec-events')).toBe(0), within);
    } finally {
      await system.close();
    }
  });

  it('all keys of a queue lie in one slot, those of different queues in different ones', async () => {
    const node = new Redis({ port, host: '127.0.0.1' });
    const slotOf = (name: QueueName, suffix: string) =>
      node.cluster('KEYSLOT', `${queuePrefix('perezvon', name)}:${name}:${suffix}`);
    const slots = [];
    for (const name of Object.keys(queues) as QueueName[]) {
      const own = await Promise.all(['wait', 'active', 'id', 'a-job'].map((suffix) => slotOf(name, suffix)));
      expect(new Set(own).size).toBe(1);
      slots.push(own[0]);
    }
    expect(new Set(slots).size).toBe(slots.length);
    await node.quit();
  });
});
