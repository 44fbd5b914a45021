import { z } from 'zod';

/** Ids stand in URLs, logs and metrics. */
export const id = z
  .string()
  .regex(/^[a-z0-9-]{2,32}$/, 'от 2 до 32 знаков: строчные латинские буквы, цифры, дефис');

export const name = z.string().trim().min(1).max(200);

const isTimeZone = (text: string): boolean => {
  // Intl also knows fixed offsets (+03:00); those have no daylight saving rules and are no IANA zone.
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
};

export const timeZone = z
  .string()
  .refine(isTimeZone, 'нет такого часового пояса в базе IANA; пример: Europe/Moscow');

/** `HH:MM`, local to the infobase. */
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'время вида "09:00"');

/** The end of a window may also be the end of the day. */
export const closingTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'время вида "20:00", не позже "24:00"');

const isCalendarDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** `YYYY-MM-DD`, a day that exists. */
export const calendarDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'дата вида 2026-01-31')
  .refine(isCalendarDate, 'нет такой даты в календаре');

/** A message for a wrong format only: an absent value is reported as absent. */
export const formatMessage =
  (message: string): z.core.$ZodErrorMap =>
  (issue) =>
    issue.code === 'invalid_type' ? undefined : message;

const urlOf = (protocol: RegExp, message: string) => z.url({ protocol, error: formatMessage(message) });

const withoutCredentials = (text: string): boolean => {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
};

export const httpUrl = urlOf(/^https?$/, 'адрес вида http://… или https://…').refine(
  withoutCredentials,
  'логин и пароль укажите отдельными параметрами, не в адресе',
);

export const proxyUrl = urlOf(/^https?$/, 'адрес вида http://прокси:порт');
export const smtpUrl = urlOf(/^smtps?$/, 'адрес вида smtp://сервер:порт или smtps://…');

/** What 1C or a provider must know to come in. */
export const strongSecret = z.string().min(8, 'секрет короче 8 знаков').max(500);

export const hookToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,200}$/, 'не короче 16 знаков: латинские буквы, цифры, дефис, подчёркивание');

/** `${NAME:-}` of a variable that is not set gives an empty string: as good as absent. */
export const optionalText = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

export const positive = z.number().positive();
export const notNegative = z.number().nonnegative();
export const count = z.number().int().positive();

export const emailAddress = z.email({ error: formatMessage('адрес электронной почты') });

const speechPlaceholders = [
  'specialization',
  'day',
  'month',
  'time',
  'date',
  'weekday',
  'doctor',
  'service',
  'branch',
] as const;

const knownPlaceholders: readonly string[] = speechPlaceholders;

const isSpeechTemplate = (text: string): boolean => {
  const rest = text.replace(/\{([^{}]*)\}/g, (whole, placeholder: string) =>
    knownPlaceholders.includes(placeholder) ? '' : whole,
  );
  return !/[{}]/.test(rest);
};

export const speechTemplate = z
  .string()
  .min(1)
  .max(500)
  .refine(isSpeechTemplate, `подстановки только из списка: {${speechPlaceholders.join('} {')}}`);
