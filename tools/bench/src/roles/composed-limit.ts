import { createServer } from 'node:http';
import { createBatcher } from '@perezvon/batching';
import { insertOnecEvents, insertProviderEvents } from '@perezvon/database';
import { Queue } from 'bullmq';
import { v7 as newId } from 'uuid';
import { listenOnFreePort } from './listen.ts';
import type { Role } from './serve-role.ts';
import { openStores, type StoreSettings } from './stores.ts';

/** As in the gateway, so that only what surrounds it differs. */
const limits = { maxItems: 500, maxInFlight: 2, maxQueued: 5_000 };

interface Received {
  id: string;
  text: string;
  body: { id?: string };
}

/** Keeps one event: into the next multi-row insert, then into the next multi-add. */
const createKeeping = (settings: StoreSettings): ((text: string) => Promise<void>) => {
  const { database, redis } = openStores(settings);
  const { sql } = database;
  const queue = new Queue('composed', { connection: redis });
  const rows = createBatcher<Received, true>({
    ...limits,
    flush: async (batch) => {
      const receivedAt = new Date().toISOString();
      if (settings.kind === 'webhook')
        await insertProviderEvents(sql, batch.map(toProviderEvent(receivedAt)));
      else await insertOnecEvents(sql, batch.map(toOnecEvent(receivedAt)));
      return batch.map(() => true);
    },
  });
  const jobs = createBatcher<string, true>({
    ...limits,
    flush: async (ids) => {
      await queue.addBulk(ids.map(toJob));
      return ids.map(() => true);
    },
  });
  return async (text) => {
    const id = newId();
    await rows.add({ id, text, body: JSON.parse(text) as Received['body'] });
    await jobs.add(id);
  };
};

/**
 * The composed limit: what the gateway could do at best. `node:http`, `JSON.parse`, the same multi-row insert and multi-add,
 * naturally batched, and not a line of checking, logging, counting or limiting.
 */
export const composedLimit: Role = async (settings: StoreSettings) => {
  const keep = createKeeping(settings);
  const reply = '{"ok":true}';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const answer = (status: number): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': reply.length });
      response.end(reply);
    };
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      keep(Buffer.concat(chunks).toString()).then(
        () => answer(202),
        () => answer(503),
      );
    });
  });
  return listenOnFreePort(server);
};

const toJob = (id: string) => ({
  name: 'event',
  data: { kind: 'pointer', id },
  opts: { jobId: id, removeOnComplete: true },
});

const toProviderEvent =
  (receivedAt: string) =>
  ({ id, text }: Received) => ({
    id,
    accountId: 'robot',
    method: 'POST',
    path: '',
    query: '',
    headers: {},
    bodyBase64: Buffer.from(text).toString('base64'),
    receivedAt,
  });

const toOnecEvent =
  (receivedAt: string) =>
  ({ id, body }: Received) => ({
    id,
    infobaseId: 'clinic',
    eventId: body.id ?? '',
    type: 'booking',
    subject: body.id ?? '',
    payload: body,
    receivedAt,
  });
