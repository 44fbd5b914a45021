import { secret } from '@perezvon/contracts-adapter';
import { z } from 'zod';
import {
  calendarDate,
  clockTime,
  closingTime,
  count,
  emailAddress,
  hookToken,
  httpUrl,
  id,
  name,
  notNegative,
  optionalText,
  positive,
  proxyUrl,
  smtpUrl,
  speechTemplate,
  strongSecret,
  timeZone,
} from './fields.ts';

/** The shape of `perezvon.yaml` (docs/examples/perezvon.yaml shows every parameter). Strict: an unknown parameter is an error. */

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const signingSecret = optionalText(secret(strongSecret));

const pushSchema = z.strictObject({
  mode: z.literal('push'),
  /** `voicebox`: outcomes as callbacks `{call_id, number_b, response}`, for a 1C module made for MTT VoiceBox. */
  format: z.enum(['events', 'voicebox']).default('events'),
  url: httpUrl,
  username: z.string().min(1).max(200),
  password: secret(z.string().min(1).max(500)),
  /** Standard Webhooks secret, with or without `whsec_`. */
  signingSecret,
  /** Batches on their way to this infobase at once. */
  concurrency: count.default(1),
});

/** 1C reads `/v1/onec/outbox` itself. The parameters of push may stay in the file, to switch back by one word. */
const pullSchema = z.strictObject({
  mode: z.literal('pull'),
  format: z.enum(['events', 'voicebox']).default('events'),
  url: optionalText(httpUrl),
  username: z.string().max(200).optional(),
  password: optionalText(secret(z.string().max(500))),
  signingSecret,
  concurrency: count.default(1),
});

const windowSchema = z
  .strictObject({
    from: clockTime.default('09:00'),
    to: closingTime.default('20:00'),
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .default([...weekdays]),
    /** Days without calls, in the infobase's zone. */
    holidays: z.array(calendarDate).default([]),
  })
  .refine((window) => window.from < window.to, {
    path: ['to'],
    message: 'конец окна должен быть позже начала',
  });

const defaultSpeech = '{specialization} {day} {month} {time}';

/** One account, or several: the first that takes calls is used. */
const accountList = z
  .union([id, z.array(id).min(1)], { error: 'id учётной записи или список таких id' })
  .transform((given) => [given].flat() as [string, ...string[]]);

const remindersSchema = z.strictObject({
  account: accountList,
  /** Aim this long before the visit. */
  leadHours: positive.default(24),
  window: windowSchema.prefault({}),
  maxAttempts: count.max(10).default(3),
  /** Wait after the 1st, 2nd … unsuccessful attempt; the last one repeats. */
  retryMinutes: z.array(notNegative).min(1).default([30, 120]),
  /** Watchdog: the provider has said nothing final for this long. */
  answerTimeoutMinutes: positive.default(10),
  stopBeforeVisitMinutes: notNegative.default(60),
  perPhone: z
    .strictObject({ callsPerDay: count.default(2), minGapMinutes: notNegative.default(60) })
    .prefault({}),
  /** Also call about visits before the end of the day they were booked on. */
  sameDay: z.boolean().default(false),
  debounceSeconds: notNegative.default(2),
  /** What the robot says about the visit when 1C did not word it itself. */
  speech: z.strictObject({ visit: speechTemplate.default(defaultSpeech) }).prefault({}),
});

const infobaseSchema = z.strictObject({
  id,
  name,
  secrets: z.array(secret(strongSecret)).min(1),
  timezone: timeZone,
  /** Area code for 7-digit numbers. */
  cityCode: z
    .string()
    .regex(/^\d{3,5}$/, 'от 3 до 5 цифр')
    .optional(),
  /** Bodies that are not UTF-8 are read as windows-1251. */
  legacyCp1251: z.boolean().default(false),
  delivery: z.discriminatedUnion('mode', [pushSchema, pullSchema]).prefault({ mode: 'pull' }),
  reminders: remindersSchema.optional(),
  inbound: z.strictObject({ defaultExtension: z.string().regex(/^\d{1,10}$/, 'от 1 до 10 цифр') }).optional(),
  support: z.strictObject({ account: id }).optional(),
  email: z.strictObject({ from: emailAddress }).optional(),
});

const pem = z.string().regex(/^-----BEGIN [A-Z ]+-----/, 'текст в формате PEM, начиная с -----BEGIN');

/** How requests of an account get to the provider; whatever is absent is as the adapter has it. */
const httpSchema = z.strictObject({
  connectTimeoutSeconds: positive.max(60).optional(),
  timeoutSeconds: positive.max(300).optional(),
  /** HTTP proxy, with login and password in the address if it wants them. */
  proxy: secret(proxyUrl).optional(),
  /** Texts in PEM: an own certificate authority, a client certificate with its key. */
  tls: z
    .strictObject({ ca: pem, cert: pem, key: secret(pem) })
    .partial()
    .optional(),
});

const accountSchema = z.strictObject({
  id,
  provider: z.string().min(1),
  infobases: z.array(id).min(1),
  /** Secret part of the webhook URL. */
  hookToken: secret(hookToken),
  limits: z
    .strictObject({ concurrentCalls: count.default(10), callsPerSecond: positive.default(2) })
    .prefault({}),
  http: httpSchema.prefault({}),
  /** Checked by the adapter's own schema; after `loadConfig` it is that schema's output. */
  settings: z.unknown().default({}),
});

export const perezvonSchema = z.strictObject({
  infobases: z.array(infobaseSchema).min(1),
  accounts: z.array(accountSchema).default([]),
  smtp: z.strictObject({ url: smtpUrl }).optional(),
  retention: z
    .strictObject({ personalDataDays: count.default(180), rawEventsDays: count.default(30) })
    .prefault({}),
});

export type PerezvonConfig = z.output<typeof perezvonSchema>;
export type InfobaseConfig = PerezvonConfig['infobases'][number];
export type AccountConfig = PerezvonConfig['accounts'][number];
export type RemindersConfig = NonNullable<InfobaseConfig['reminders']>;
