import { onecEventSchema, outboxEventSchema } from '@perezvon/contracts-events';
import { z } from 'zod';

/** What the gateway answers, for /openapi.json; a test holds real answers against it. */

const time = z.string().nullable().meta({ example: '2026-06-03T11:30:00+03:00' });

export const problemSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().meta({ example: 'field_required' }),
      message: z.string().meta({ example: 'Не заполнено обязательное поле «data.id»' }),
      field: z.string().nullable().meta({ example: 'data.id' }),
    }),
    request_id: z.string(),
  })
  .meta({ id: 'Problem', description: 'Ошибка. Никогда не содержит id на верхнем уровне.' });

const eventErrorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  field: z.string().nullable(),
});

const warningSchema = z.strictObject({
  id: z
    .string()
    .nullable()
    .meta({ description: 'id события; null, если замечание относится ко всему запросу' }),
  code: z.string(),
  field: z.string().nullable(),
  message: z.string(),
});

export const eventsReplySchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        id: z.string().nullable(),
        status: z.enum(['accepted', 'duplicate', 'rejected']),
        error: eventErrorSchema.nullable(),
      }),
    ),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'EventsReply' });

/** All bad: the error of the first one, and every result beside it. */
export const eventsRefusedSchema = z
  .strictObject({ ...problemSchema.shape, ...eventsReplySchema.shape })
  .meta({ id: 'EventsRefused' });

const postedEvents = onecEventSchema.options.filter(({ shape }) => shape.type.value.startsWith('booking'));
const [bookingEvent, deletedEvent] = postedEvents;

/** The canonical form of what 1C posts; many other forms are understood (docs/guides/connect-1c.md). */
const postedEventSchema = z
  .union([bookingEvent ?? z.never(), deletedEvent ?? z.never()])
  .meta({ id: 'OnecEvent', description: 'Каноническая форма; приём терпим к форматам 1С' });

export const eventsBodySchema = z.union([
  postedEventSchema,
  z.array(postedEventSchema).max(500),
  z.strictObject({ events: z.array(postedEventSchema).max(500) }),
]);

export const commandBodySchema = z
  .strictObject({
    id: z.string().min(1).max(128),
    command: z.enum(['booking.call_now', 'booking.stop']),
    booking_id: z.string().min(1).max(128),
  })
  .meta({ id: 'Command' });

export const commandReplySchema = z
  .strictObject({
    status: z.enum(['accepted', 'duplicate']),
    call_id: z.string().nullable(),
    warnings: z.array(eventErrorSchema),
  })
  .meta({ id: 'CommandReply' });

export const voiceboxBodySchema = z
  .looseObject({
    method: z.string(),
    data: z.looseObject({ number: z.string(), guid: z.string(), name: z.string(), visit: z.string() }),
  })
  .meta({
    id: 'VoiceboxRequest',
    description: 'Тело, которое модуль 1С отправляет в MTT VoiceBox, без изменений',
  });

export const voiceboxReplySchema = z.strictObject({ id: z.uuid() }).meta({ id: 'VoiceboxReply' });

export const bookingReplySchema = z
  .strictObject({
    booking: z.strictObject({
      id: z.string(),
      number: z.string().nullable(),
      status: z.string(),
      start: z.string().nullable(),
      timezone: z.string(),
      deleted: z.boolean(),
      stopped: z.boolean(),
      updated_at: time,
    }),
    reminder: z
      .strictObject({
        id: z.string(),
        state: z.string(),
        visit_at: time,
        next_call_at: time,
        closes_at: time,
        attempts: z.number(),
        max_attempts: z.number(),
        reason_code: z.string().nullable(),
        conflict: z.boolean(),
        final_at: time,
      })
      .nullable(),
    attempts: z.array(
      z.strictObject({
        call_id: z.string(),
        reminder_id: z.string(),
        attempt: z.number(),
        phone: z.string(),
        state: z.string(),
        outcome: z.string().nullable(),
        settled_by: z.string().nullable(),
        intended_at: time,
        placed_at: time,
        answered_at: time,
        ended_at: time,
      }),
    ),
  })
  .meta({ id: 'BookingReply' });

export const whyReplySchema = z
  .strictObject({
    booking_id: z.string(),
    verdicts: z.array(
      z.strictObject({
        at: time,
        verdict: z.enum(['call', 'wait', 'end']),
        reason: z.string(),
        summary: z.string(),
        next_at: time,
        rules: z.array(
          z.strictObject({
            rule: z.string(),
            passed: z.boolean(),
            inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
            text: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'WhyReply', description: 'Сначала последнее решение' });

export const planReplySchema = z
  .strictObject({
    date: z.string(),
    timezone: z.string(),
    calls: z.number(),
    hours: z.array(z.strictObject({ hour: z.string(), calls: z.number() })),
    skipped_count: z.number(),
    skipped: z.array(z.strictObject({ booking_id: z.string(), reason: z.string(), summary: z.string() })),
    calls_per_hour_limit: z.number(),
    shortage_from: z.string().nullable(),
  })
  .meta({ id: 'PlanReply' });

export const outboxReplySchema = z
  .strictObject({
    events: z.array(outboxEventSchema),
    cursor: z.string(),
    has_more: z.boolean(),
    reset: z.boolean(),
    server_time: z.string(),
  })
  .meta({ id: 'OutboxReply' });

export const acknowledgeBodySchema = z
  .strictObject({
    cursor: z.string().nullish(),
    results: z
      .array(z.strictObject({ id: z.string(), status: z.string(), error: z.string().nullish() }))
      .max(1_000)
      .nullish(),
  })
  .meta({ id: 'Acknowledgement' });

export const acknowledgeReplySchema = z
  .strictObject({ ok: z.literal(true) })
  .meta({ id: 'AcknowledgementReply' });

export const pingReplySchema = z
  .strictObject({
    ok: z.literal(true),
    infobase: z.string(),
    server_time: z.string(),
    features: z.array(z.string()),
  })
  .meta({ id: 'PingReply' });

export const readyReplySchema = z
  .looseObject({ status: z.enum(['ok', 'unready']) })
  .meta({ id: 'Readiness' });
