import { secret } from '@perezvon/contracts-adapter';
import {
  isTimeZone,
  isWithoutCredentials,
  normaliseWord,
  withoutTrailingSlashes,
} from '@perezvon/provider-kit';
import { z } from 'zod';

/** What a notification can mean: a step of a call, or a patient's answer to the scenario. */
const stepNames = ['ringing', 'answered', 'ended', 'lost', 'recording'] as const;
const answerNames = ['confirmed', 'declined', 'operator'] as const;
export type CallStep = (typeof stepNames)[number];
export type PatientAnswer = (typeof answerNames)[number];

/** YAML reads unquoted digits as a number. */
const textOrNumber = z.union([z.string(), z.number()]).transform(String);
const words = (...defaults: string[]) =>
  z.array(textOrNumber.pipe(z.string().trim().min(1).max(100))).default(defaults);

const notificationsSchema = z.strictObject({
  ringing: words('Входящий звонок', 'Исходящий звонок', 'Ожидание ответа'),
  // The first is the seed's own name.
  answered: words('Соединение', 'Начало разговора'),
  ended: words('Завершение звонка'),
  lost: words('Потерянный звонок'),
  recording: words('Запись разговора'),
});

const responsesSchema = z.strictObject({
  confirmed: words('Подтвердил', 'Придёт'),
  declined: words('Отказ'),
  operator: words('Оператор'),
});

const address = (byDefault: string) =>
  z
    .url({ protocol: /^https?$/, error: 'адрес вида http://… или https://…' })
    .refine(isWithoutCredentials, 'логин и пароль укажите в login и password, не в адресе')
    .transform(withoutTrailingSlashes)
    .prefault(byDefault);

const credential = z.string().min(1).max(200);

const timezone = z
  .string()
  .refine(isTimeZone, 'часовой пояс IANA, например Europe/Moscow')
  .default('Europe/Moscow');

const settingsFields = z.strictObject({
  /** Call API; for UIS `https://callapi.uiscom.ru/v4.0`. */
  url: address('https://callapi.comagic.ru/v4.0'),
  /** Data API; for UIS `https://dataapi.uiscom.ru/v2.0`. */
  dataUrl: address('https://dataapi.comagic.ru/v2.0'),
  /** Where single recordings lie. */
  recordingUrl: address('https://app.comagic.ru'),
  /** Where recordings of whole calls lie. */
  fullRecordingUrl: address('https://media.comagic.ru'),
  /** Permanent key; or `login` and `password`. */
  accessToken: secret(credential.optional()),
  /** The Data API's own permanent key, if another user has it. */
  dataAccessToken: secret(credential.optional()),
  login: credential.optional(),
  password: secret(credential.optional()),
  /** The rented number that patients and clients see. */
  virtualPhone: textOrNumber.pipe(z.string().regex(/^[1-9]\d{9,14}$/, 'номер цифрами: 74990000000')),
  robot: z.enum(['informer', 'scenario']).default('informer'),
  scenarioId: z.number().int().positive().optional(),
  /** Template with `{name}` and `{visit}`; the default depends on `robot`. */
  text: z.string().trim().min(1).max(5000).optional(),
  /** The tariff limits the length of a synthesised text; characters. */
  maxTextLength: z.number().int().min(20).max(5000).default(500),
  /** How long the patient's telephone rings, seconds (informer). */
  dialingTimeoutSeconds: z.number().int().min(5).max(120).default(30),
  /** Heard at least so long, the text was heard out. */
  heardSeconds: z.number().positive().max(600).default(8),
  /** Which duration tells how long a patient listened. */
  heardBy: z.enum(['talk', 'total-minus-wait']).default('talk'),
  /** Employees' short numbers → telephone (E.164) or SIP line. */
  operators: z.record(z.string().min(1).max(20), textOrNumber.pipe(z.string().min(1).max(30))).default({}),
  notifications: notificationsSchema.prefault({}),
  responses: responsesSchema.prefault({}),
  /** Code of the branch that an incoming call takes when we name nobody. */
  fallbackCode: z.number().int().min(0).max(1_000_000).default(1),
  /** Of the cabinet: reports, tags and notifications tell local time. */
  timezone,
  /** A call younger than this may still be missing from the report, minutes. */
  reportDelayMinutes: z.number().min(0).max(120).default(5),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(120).default(15),
});

type Fields = z.output<typeof settingsFields>;
type Problem = { path: (string | number)[]; message: string };

const credentialProblems = ({ accessToken, login, password }: Fields): Problem[] => {
  const hasLogin = login !== undefined || password !== undefined;
  if (accessToken !== undefined)
    return hasLogin ? [{ path: ['accessToken'], message: 'укажите либо ключ, либо login и password' }] : [];
  if (!hasLogin) return [{ path: ['accessToken'], message: 'нужен постоянный ключ или login и password' }];
  if (login === undefined) return [{ path: ['login'], message: 'к password нужен login' }];
  return password === undefined ? [{ path: ['password'], message: 'к login нужен password' }] : [];
};

const robotProblems = ({ robot, scenarioId }: Fields): Problem[] =>
  robot === 'scenario' && scenarioId === undefined
    ? [{ path: ['scenarioId'], message: 'для robot: scenario нужен номер сценария' }]
    : [];

const wordProblems = ({ notifications, responses }: Fields): Problem[] => {
  const seen = new Map<string, string>();
  return [
    ...stepNames.flatMap((name) => entries('notifications', name, notifications[name])),
    ...answerNames.flatMap((name) => entries('responses', name, responses[name])),
  ].flatMap(({ path, meaning, word }) => {
    const other = seen.get(word) ?? meaning;
    seen.set(word, other);
    return other === meaning ? [] : [{ path, message: `это слово уже значит ${other}` }];
  });
};

const entries = (list: string, meaning: string, texts: readonly string[]) =>
  texts.map((text, index) => ({ path: [list, meaning, index], meaning, word: normaliseWord(text) }));

/** Settings of an account; README.md tells where in the cabinet each is found. */
export const comagicSettings = settingsFields.superRefine((fields, context) => {
  for (const { path, message } of [
    ...credentialProblems(fields),
    ...robotProblems(fields),
    ...wordProblems(fields),
  ])
    context.addIssue({ code: 'custom', path, message });
});

export type ComagicSettings = z.output<typeof comagicSettings>;
