import { problemReply, type HttpReply, type HttpRequest } from '@perezvon/http';
import { offsetTime } from '@perezvon/domain';
import { z } from 'zod';
import type { Infobase } from '../use-cases/authenticate.ts';
import { readOnecBody } from '../use-cases/onec-intake.ts';
import {
  parseCursor,
  type OutboxQuery,
  type OutboxReply,
  type OutboxStore,
} from '../use-cases/read-outbox.ts';
import { readingStore } from './onec-read.endpoints.ts';
import { badParameter, refusedByDecoder } from './replies.ts';
import { forInfobase, type Gate } from './gate.ts';

export interface OutboxOptions {
  gate: Gate;
  readOutbox: (query: OutboxQuery) => Promise<OutboxReply>;
  acknowledge: OutboxStore['acknowledge'];
  clock: () => Date;
  maxBytes: number;
  onStoreFailure: (error: unknown, request: HttpRequest) => void;
}

const limits = { defaultLimit: 100, maxLimit: 500, maxWaitSeconds: 25 };

export const outboxEndpoints = (options: OutboxOptions) => {
  const reading = (answer: typeof read) =>
    forInfobase(
      options.gate,
      readingStore(options, (request, infobase) => answer(options, request, infobase)),
    );
  return { outbox: reading(read), acknowledge: reading(acknowledge) };
};

const read = async (
  options: OutboxOptions,
  { query, signal }: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  const limit = wholeNumber(query.get('limit'), limits.defaultLimit);
  if (limit === null) return badParameter('limit', 'Параметр limit: ожидается целое число от 1 до 500.');
  const wait = wholeNumber(query.get('wait'), 0);
  if (wait === null) return badParameter('wait', 'Параметр wait: ожидается целое число секунд от 0 до 25.');
  const reply = await options.readOutbox({
    infobase,
    cursor: query.get('cursor')?.trim() || null,
    limit: Math.min(Math.max(limit, 1), limits.maxLimit),
    types: typesOf(query.get('types')),
    waitMs: Math.min(wait, limits.maxWaitSeconds) * 1_000,
    signal,
  });
  return {
    status: 200,
    body: {
      events: reply.events,
      cursor: reply.cursor,
      has_more: reply.hasMore,
      reset: reply.reset,
      server_time: offsetTime(options.clock(), infobase.timezone),
    },
  };
};

/** 1C formats numbers with blanks between thousands; absent or empty takes the default. */
const wholeNumber = (text: string | null, otherwise: number): number | null => {
  const compact = (text ?? '').replace(/[\s\u00a0\u202f]/g, '');
  if (compact === '') return otherwise;
  return /^\d{1,9}$/.test(compact) ? Number(compact) : null;
};

const typesOf = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '')
    .slice(0, 20);

const pushed = (): HttpReply =>
  problemReply(409, {
    code: 'delivery_is_push',
    message:
      'События этой базы доставляются по HTTP-сервису (delivery.mode: push): подтверждает их сам ответ 1С.',
  });

const acknowledge = async (
  options: OutboxOptions,
  request: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  if (infobase.deliveryMode === 'push') return pushed();
  const body = readOnecBody(
    {
      infobase,
      bytes: request.body,
      contentType: request.headers['content-type'],
      contentEncoding: request.headers['content-encoding'],
    },
    options.maxBytes,
  );
  if (!body.ok) return refusedByDecoder(body.error);
  const parsed = acknowledgementSchema.safeParse(body.value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return problemReply(422, {
      code: 'field_invalid',
      message: `Недопустимое значение поля «${field}»`,
      field,
    });
  }
  const { cursor, results } = parsed.data;
  await options.acknowledge({
    infobaseId: infobase.id,
    upTo: cursor ? parseCursor(cursor.trim()) : null,
    rejected: (results ?? [])
      .filter((result) => result.status === 'rejected')
      .map((result) => ({ id: result.id, error: errorText(result.error) })),
  });
  return { status: 200, body: { ok: true } };
};

/** Lenient: 1C may add fields, and its error may be a text or an object. */
const acknowledgementSchema = z.looseObject({
  cursor: z.string().max(64).nullish(),
  results: z
    .array(z.looseObject({ id: z.string().max(128), status: z.string(), error: z.unknown() }))
    .max(1_000)
    .nullish(),
});

const errorText = (error: unknown): string | null => {
  if (error === null || error === undefined || error === '') return null;
  return (typeof error === 'string' ? error : JSON.stringify(error)).slice(0, 500);
};
