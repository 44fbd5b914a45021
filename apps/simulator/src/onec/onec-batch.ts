import { outboxDataSchemas, outboxEventSchema } from '@perezvon/contracts-events';
import { z } from 'zod';
import type { Exchange } from '../exchange.ts';

const looseEvent = z.looseObject({
  id: z.string().min(1),
  seq: z.string().default(''),
  type: z.string().default(''),
  subject: z.string().default(''),
  time: z.string().nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
});

export type IncomingEvent = z.output<typeof looseEvent>;

export interface Batch {
  batch: string | null;
  events: IncomingEvent[];
}

export interface Problem {
  kind: string;
  detail: string;
  reference: string | null;
}

const batchSchema = z.looseObject({
  batch: z.string().nullable().default(null),
  events: z.array(looseEvent).min(1),
});

const maxEvents = 20;
const maxBytes = 64 * 1024;

/** The batch as 1C's code reads it; null when it can't. */
export const decodeBatch = (body: Buffer): Batch | null => {
  try {
    const parsed = batchSchema.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const issueText = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');

const eventProblem = (event: IncomingEvent): Problem | null => {
  const problem = (detail: string): Problem => ({ kind: 'bad_event', detail, reference: event.id });
  const envelope = outboxEventSchema.safeParse(event);
  if (!envelope.success) return problem(issueText(envelope.error));
  const data = outboxDataSchemas[envelope.data.type].safeParse(event.data);
  return data.success ? null : problem(`${envelope.data.type} data.${issueText(data.error)}`);
};

/** What in this request breaks the promises about pushes to 1C: framing, headers, size, the shape of every event. */
export const batchProblems = ({ headers, body }: Exchange, batch: Batch): Problem[] => {
  const framing: [boolean, string, string][] = [
    [headers['content-length'] === undefined, 'no_content_length', 'chunked bodies are not for 1C'],
    [headers['content-encoding'] !== undefined, 'encoded', String(headers['content-encoding'])],
    [!/json/i.test(headers['content-type'] ?? ''), 'bad_content_type', headers['content-type'] ?? 'none'],
    [!headers['webhook-id'], 'no_webhook_id', 'webhook-id is missing'],
    [!headers['webhook-timestamp'], 'no_webhook_timestamp', 'webhook-timestamp is missing'],
    [batch.events.length > maxEvents, 'batch_too_long', `${batch.events.length} events`],
    [body.length > maxBytes, 'batch_too_large', `${body.length} bytes`],
  ];
  return [
    ...framing
      .filter(([broken]) => broken)
      .map(([, kind, detail]) => ({ kind, detail, reference: batch.batch })),
    ...batch.events.map(eventProblem).filter((problem) => problem !== null),
  ];
};
