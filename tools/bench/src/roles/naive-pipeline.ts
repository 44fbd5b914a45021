import { createServer } from 'node:http';
import { Queue } from 'bullmq';
import express from 'express';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { listenOnFreePort } from './listen.ts';
import type { Role } from './serve-role.ts';
import { openStores, type StoreSettings } from './stores.ts';

const webhookSchema = z.object({ call_id: z.string(), number_b: z.string(), response: z.string() });

const bookingSchema = z.object({
  id: z.string(),
  type: z.literal('booking'),
  data: z.object({
    id: z.string(),
    number: z.string(),
    status: z.string(),
    start: z.string(),
    doctor: z.object({ name: z.string(), specialization: z.string() }),
    patient: z.object({ name: z.string(), phones: z.array(z.object({ number: z.string() })) }),
  }),
});

const insertWebhook = `INSERT INTO provider_event (id, account_id, method, path, query, headers, body, received_at)
  VALUES ($1, 'robot', 'POST', '', '', '{}', $2, $3)`;
const insertBooking = `INSERT INTO onec_event (id, infobase_id, event_id, type, subject, payload, received_at)
  VALUES ($1, 'clinic', $2, 'booking', $2, $3, $4) ON CONFLICT DO NOTHING`;

/** How it is mostly written: Express → zod → one INSERT → one `queue.add`, each awaited for each request. */
export const naivePipeline: Role = async (settings: StoreSettings) => {
  const { database, redis } = openStores(settings);
  const { sql } = database;
  const queue = new Queue('naive', { connection: redis });
  const save = async (id: string, raw: unknown): Promise<void> => {
    if (settings.kind === 'webhook') {
      const body = webhookSchema.parse(raw);
      await sql.query(insertWebhook, [id, Buffer.from(JSON.stringify(body)), new Date()]);
    } else {
      const event = bookingSchema.parse(raw);
      await sql.query(insertBooking, [id, event.id, JSON.stringify(event), new Date()]);
    }
  };
  const app = express();
  app.use(express.json());
  app.post('/', async (request, response) => {
    const id = newId();
    await save(id, request.body);
    await queue.add('event', { kind: 'pointer', id }, { jobId: id, removeOnComplete: true });
    response.status(202).json({ ok: true });
  });
  return listenOnFreePort(createServer(app));
};
