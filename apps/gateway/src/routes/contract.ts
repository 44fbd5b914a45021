import type { Methods } from '@perezvon/http';
import { z } from 'zod';
import {
  acknowledgeBodySchema,
  acknowledgeReplySchema,
  bookingReplySchema,
  commandBodySchema,
  commandReplySchema,
  eventsBodySchema,
  eventsRefusedSchema,
  eventsReplySchema,
  outboxReplySchema,
  pingReplySchema,
  planReplySchema,
  readyReplySchema,
  voiceboxBodySchema,
  voiceboxReplySchema,
  whyReplySchema,
} from './schemas.ts';

export interface RouteContract {
  /** `*` takes any. */
  methods: Methods;
  /** `{name}` takes one segment; a prefix ends with a slash and takes everything below. */
  path: string;
  /** Hot routes are answered on node:http, without Express. */
  hot: 'exact' | 'prefix' | null;
  summary: string;
  tag: 'onec' | 'providers' | 'service';
  query?: z.ZodObject;
  pathParameters?: z.ZodObject;
  headers?: z.ZodObject;
  /** What 1C posts; read tolerantly, so the schema shows the canonical form. */
  body?: z.ZodType;
  /** Replies beyond the errors every route may give. */
  replies: Readonly<Record<string, { description: string; schema?: z.ZodType }>>;
}

const bookingPath = z.object({ id: z.string().meta({ description: 'Идентификатор брони в 1С' }) });
const noBooking = { description: 'Такой брони у этой базы нет' };

/** The public contract: the server, /openapi.json and the tests are all made from this table. */
export const contract = {
  events: {
    methods: ['POST'],
    path: '/v1/onec/events',
    hot: 'exact',
    summary: 'События 1С: одно, массив или {"events":[…]}, не больше 500',
    tag: 'onec',
    body: eventsBodySchema,
    replies: {
      202: { description: 'Принято надёжно; результат по каждому событию', schema: eventsReplySchema },
      422: { description: 'Ни одно событие не принято', schema: eventsRefusedSchema },
    },
  },
  commands: {
    methods: ['POST'],
    path: '/v1/onec/commands',
    hot: null,
    summary: 'Команды: позвонить по брони сейчас, остановить обзвон брони',
    tag: 'onec',
    body: commandBodySchema,
    replies: { 202: { description: 'Команда принята', schema: commandReplySchema } },
  },
  voicebox: {
    methods: ['POST'],
    path: '/v1/onec/compat/voicebox',
    hot: null,
    summary: 'Совместимость с MTT VoiceBox: модуль 1С переезжает сменой одного адреса',
    tag: 'onec',
    headers: z.object({ 'idempotency-key': z.string().optional() }),
    body: voiceboxBodySchema,
    replies: { 200: { description: 'Звонок заказан', schema: voiceboxReplySchema } },
  },
  booking: {
    methods: ['GET'],
    path: '/v1/onec/bookings/{id}',
    hot: null,
    summary: 'Бронь, её напоминание и все попытки',
    tag: 'onec',
    pathParameters: bookingPath,
    replies: { 200: { description: 'Бронь', schema: bookingReplySchema }, 404: noBooking },
  },
  why: {
    methods: ['GET'],
    path: '/v1/onec/bookings/{id}/why',
    hot: null,
    summary: 'Почему звонили или не звонили: правила, их входы и решение',
    tag: 'onec',
    pathParameters: bookingPath,
    replies: { 200: { description: 'Решения', schema: whyReplySchema }, 404: noBooking },
  },
  plan: {
    methods: ['GET'],
    path: '/v1/onec/plan',
    hot: null,
    summary: 'План звонков на день',
    tag: 'onec',
    query: z.object({ date: z.string().optional().meta({ description: 'ГГГГ-ММ-ДД; без неё сегодня' }) }),
    replies: { 200: { description: 'План', schema: planReplySchema } },
  },
  outbox: {
    methods: ['GET'],
    path: '/v1/onec/outbox',
    hot: null,
    summary: 'События для 1С; переданный курсор подтверждает всё до него',
    tag: 'onec',
    query: z.object({
      cursor: z.string().optional(),
      limit: z.string().optional().meta({ description: 'От 1 до 500, по умолчанию 100' }),
      wait: z
        .string()
        .optional()
        .meta({ description: 'Ждать первое событие до стольких секунд, не больше 25' }),
      types: z.string().optional().meta({ description: 'Начала типов через запятую: booking.,call.' }),
    }),
    replies: { 200: { description: 'События по порядку', schema: outboxReplySchema } },
  },
  acknowledge: {
    methods: ['POST'],
    path: '/v1/onec/outbox/ack',
    hot: null,
    summary: 'Подтвердить полученное и сообщить об отвергнутых событиях',
    tag: 'onec',
    body: acknowledgeBodySchema,
    replies: {
      200: { description: 'Учтено', schema: acknowledgeReplySchema },
      409: { description: 'События этой базы доставляются push' },
    },
  },
  ping: {
    methods: ['GET'],
    path: '/v1/onec/ping',
    hot: null,
    summary: 'Проверка связи и учётных данных',
    tag: 'onec',
    replies: { 200: { description: 'Связь есть', schema: pingReplySchema } },
  },
  hooks: {
    methods: ['*'],
    path: '/hooks/',
    hot: 'prefix',
    summary: 'Вебхуки провайдеров: /hooks/{account}/{token}[/…], любой метод',
    tag: 'providers',
    replies: {
      200: { description: 'Ответ, которого ждёт провайдер; событие уже сохранено' },
      401: { description: 'Подпись неверна' },
      404: { description: 'Нет такого аккаунта или токен неверен' },
    },
  },
  ready: {
    methods: ['GET'],
    path: '/health/ready',
    hot: null,
    summary: 'Принимает ли шлюз запросы',
    tag: 'service',
    replies: {
      200: { description: 'Да', schema: readyReplySchema },
      503: { description: 'Нет', schema: readyReplySchema },
    },
  },
} satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof contract;
