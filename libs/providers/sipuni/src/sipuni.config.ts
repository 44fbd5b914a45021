import { secret } from '@perezvon/contracts-adapter';
import { isTimeZone, webAddress, withoutTrailingSlashes } from '@perezvon/provider-kit';
import { z } from 'zod';

/** Voices of `voicecall/call`; `_n` is the newer recording of the same person. */
const voices = ['Anna', 'Anna_n', 'Maria', 'Victoria', 'Vladimir', 'Alexandr'] as const;

const defaultText =
  'Здравствуйте, {name}! Напоминаем о записи: {visit}. Если планы изменились, пожалуйста, перезвоните нам. Ждём вас!';

const endpoint = webAddress({
  shape: 'адрес вида https://sipuni.com/api',
  credentials: 'номер в системе и ключ укажите в user и secret, не в адресе',
}).transform(withoutTrailingSlashes);

const quoted = 'только цифры, в кавычках: без них YAML потеряет ноль в начале';
const digits = (shape: RegExp) => z.string({ error: quoted }).regex(shape, quoted);
const extension = digits(/^\d{2,10}$/);

/** Settings of an account; README.md tells where in the cabinet each is found. */
export const sipuniSettings = z
  .strictObject({
    url: endpoint.default('https://sipuni.com/api'),
    /** The cabinet: «номер в системе», e.g. `012345`. */
    user: digits(/^\d{3,20}$/),
    /** The integration key; it signs requests and is never sent. */
    secret: secret(z.string().min(1).max(200)),
    /** `voicecall` speaks `text`; `tree` plays a call scheme of the cabinet. */
    robot: z.enum(['voicecall', 'tree']).default('voicecall'),
    /** The short number on whose behalf the robot calls; calls between two outside telephones go through it too. */
    sipnumber: extension,
    voice: z.enum(voices).default('Maria'),
    /** `{name}` and `{visit}` are filled in. */
    text: z.string().trim().min(1).max(1000).default(defaultText),
    /** UTF-16 units; Sipuni's own limit is not known. */
    maxTextLength: z.number().int().min(50).max(2000).default(500),
    /** The scheme's id, e.g. `000123`; for `robot: tree`. */
    tree: z
      .string({ error: 'номер схемы, в кавычках' })
      .regex(/^\d[\d-]{0,19}$/, 'номер схемы, например "000123"')
      .optional(),
    /** How long the scheme's call rings; null leaves the parameter out, as older clients do. */
    callAttemptSeconds: z.number().int().min(5).max(300).nullable().default(30),
    /** Talk from which a reminder counts as heard. */
    heardSeconds: z.number().int().min(1).max(600).default(8),
    /** Hides the caller's number in click-to-call. */
    antiaon: z.boolean().default(false),
    /** Employees who take calls on an outside telephone, by short number; E.164 digits. */
    externalPhones: z.record(extension, digits(/^[1-9]\d{6,14}$/).describe('E.164 digits')).default({}),
    /** How the «HTTP-запрос» of the scheme wants its reply. */
    routeReply: z.enum(['json', 'plain']).default('json'),
    /** Which of a webhook's two ids is the call's identity when both are there. */
    callIdentity: z.enum(['callbackId', 'call_id']).default('callbackId'),
    /** Parameters of `statistic/export`: the current ones, or the ten of older cabinets. */
    statistics: z.enum(['full', 'legacy']).default('full'),
    /** The cabinet's time zone (IANA). */
    timezone: z
      .string()
      .refine(isTimeZone, 'нет такого часового пояса; пример: Europe/Moscow')
      .default('Europe/Moscow'),
    /** Whole request, seconds. */
    timeoutSeconds: z.number().positive().max(120).default(15),
  })
  .superRefine((settings, context) => {
    if (settings.robot === 'tree' && settings.tree === undefined)
      context.addIssue({ code: 'custom', path: ['tree'], message: 'для robot: tree укажите номер схемы' });
  });

export type SipuniSettings = z.output<typeof sipuniSettings>;
