import { secret } from '@perezvon/contracts-adapter';
import { webAddress } from '@perezvon/provider-kit';
import { z } from 'zod';

const endpoint = webAddress({
  shape: 'адрес вида http://… или https://…',
  credentials: 'логина и пароля в адресе быть не должно',
});

/** YAML reads an unquoted telephone or identifier as a number. */
const textOrNumber = z.union([z.string(), z.number().int().nonnegative()], {
  error: (issue) => (issue.input === undefined ? undefined : 'строка или целое число'),
});
const digits = (shape: RegExp, message: string) =>
  textOrNumber.transform(String).pipe(z.string().regex(shape, message));

const phone = digits(/^[1-9]\d{9,14}$/, 'номер цифрами с кодом страны, без «+»: 74950000001');
const uint64 = digits(/^[1-9]\d{0,19}$/, 'идентификатор из цифр');
const ringSeconds = (usual: number) => z.number().int().min(5).max(120).default(usual);

const defaultText =
  'Здравствуйте, {name}! Напоминаем, что вы записаны на приём: {visit}. ' +
  'Если ваши планы изменились, пожалуйста, позвоните нам. До свидания!';

/** Names of a field of the call history, the likelier first. */
const fieldNames = (...names: string[]) => z.array(z.string().min(1).max(60)).min(1).default(names);

const speech = z.strictObject({
  /** 1 = «Алёна». */
  voice: z.number().int().positive().default(1),
  /** 1 = Russian. */
  lang: z.number().int().positive().default(1),
  speed: z.number().positive().optional(),
  volume: z.number().optional(),
  emotion: z.number().int().nonnegative().optional(),
});

const history = z.strictObject({
  version: z.enum(['v1', 'v2']).default('v1'),
  /** Calls per request. */
  pageSize: z.number().int().min(1).max(1000).default(100),
  durationUnit: z.enum(['seconds', 'milliseconds']).default('seconds'),
  startedAt: fieldNames('date_start', 'date_time', 'date', 'started', 'created'),
  endedAt: fieldNames('date_end', 'ended'),
  from: fieldNames('number_a', 'from', 'source', 'calling_number'),
  to: fieldNames('number_b', 'to', 'destination', 'called_number'),
  /** After this long (minutes) a call that is not in the history was never made. */
  completeAfterMinutes: z.number().positive().max(1440).default(30),
});

/** Settings of an account (an application of the cabinet); README.md tells where each is found. */
export const exolveSettings = z.strictObject({
  url: endpoint.default('https://api.exolve.ru'),
  /** API key of the application. */
  apiKey: secret(
    z
      .string()
      .min(1)
      .max(4000)
      .regex(/^[\x21-\x7e]+$/, 'ключ API – одна строка без пробелов'),
  ),
  /** The number that calls; bought in the application. */
  number: phone,
  /** Other numbers of the application, so that incoming calls are told from outgoing ones. */
  numbers: z.array(phone).default([]),
  /** What the robot says. */
  text: z
    .string()
    .max(900)
    .refine((text) => text.includes('{visit}'), 'в тексте нет {visit}')
    .default(defaultText),
  /** A voice message made in the cabinet, said instead of `text`: it knows neither name nor visit. */
  serviceId: z.string().min(1).max(100).optional(),
  speech: speech.prefault({}),
  /** Listening for at least this long counts as informed, seconds. */
  heardSeconds: z.number().positive().max(120).default(8),
  /** Which events without metrics mean the end of the call as well. */
  endEvents: z.array(z.enum(['h', 'e'])).default(['e']),
  /** Short numbers of employees: telephone or SIP ID of each. */
  extensions: z.record(z.string().min(1).max(20), phone).default({}),
  /** For calls of employees; `resourceId`: the callback resource of the application. */
  callback: z.strictObject({ resourceId: uint64, ringSeconds: ringSeconds(30) }).optional(),
  /** Mobile number of the application, or alpha-name; `number` otherwise. */
  sms: z.strictObject({ sender: textOrNumber.transform(String).pipe(z.string().min(1).max(20)) }).optional(),
  routing: z
    .strictObject({
      mode: z.enum(['sequential', 'parallel']).default('sequential'),
      ringSeconds: ringSeconds(25),
      /** Hide the client's number from the employee. */
      masking: z.boolean().default(false),
      /** Our webhook, where the events of a routed call shall go; holds the hook's token. */
      eventUrl: secret(endpoint.optional()),
    })
    .prefault({}),
  history: history.prefault({}),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(120).default(20),
});

export type ExolveSettings = z.output<typeof exolveSettings>;
