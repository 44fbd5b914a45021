import { secret } from '@perezvon/contracts-adapter';
import { isTimeZone, isWithoutCredentials } from '@perezvon/provider-kit';
import { z } from 'zod';

/** A setting that is missing keeps zod's own message; anything else gets ours. */
const message = (text: string) => (issue: { code?: string; input?: unknown }) =>
  issue.input === undefined ? undefined : text;

const address = z
  .url({ protocol: /^https?$/, error: message('адрес вида https://…') })
  .refine(isWithoutCredentials, 'логин и пароль в адресе не нужны: Mango узнаёт нас по ключу и подписи')
  .refine((text) => !/[?#]/.test(text), 'адрес без параметров и якоря');

const credential = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, { error: message('строка из личного кабинета, без пробелов') });

/** YAML reads an unquoted `101` as a number. */
const digits = (max: number, text: string) =>
  z
    .union([z.string(), z.number().int().nonnegative()], { error: message(text) })
    .transform(String)
    .pipe(z.string().regex(new RegExp(`^\\d{1,${max}}$`), text));

const zone = z
  .string()
  .refine(isTimeZone, 'часовой пояс IANA, например Europe/Moscow')
  .default('Europe/Moscow');

/** Sizes of a page that `stats/calls/request` accepts (§3.4.2.2). */
const pageSizes = [1, 5, 10, 20, 50, 100, 500, 1000, 2000, 5000] as const;

/** Settings of an account; README.md tells where in the cabinet each is found. */
export const mangoSettings = z.strictObject({
  /** Where the API is. */
  url: address.default('https://app.mango-office.ru/vpbx/'),
  /** Where recordings are sent from after a redirect; no other address is followed. */
  filesUrl: address.default('https://files.mango-office.ru'),
  /** «Уникальный код вашей АТС», `vpbx_api_key`. */
  apiKey: secret(credential),
  /** «Ключ для создания подписи», `vpbx_api_salt`. */
  apiSalt: secret(credential),
  /** Line that calls of employees go out by; the employee's own otherwise. */
  lineNumber: z.string().min(1).max(128).optional(),
  sms: z
    .strictObject({
      /** Employee in whose name, and at whose expense, messages go. */
      fromExtension: digits(20, 'внутренний номер сотрудника: только цифры'),
      /** Sender's name agreed with Mango. */
      sender: z.string().min(1).max(128).optional(),
    })
    .optional(),
  /** `post`: a signed request; `link`: a signed address, which must be allowed in the cabinet. */
  recordings: z.enum(['post', 'link'], { error: message('post или link') }).default('post'),
  /**
   * Events carry seconds that the documentation calls “UTC+3”. `unix`: ordinary Unix time; `moscow`: the wall clock of UTC+3 counted as
   * if it were UTC, three hours ahead of Unix time.
   */
  timestamps: z.enum(['unix', 'moscow'], { error: message('unix или moscow') }).default('unix'),
  /** Zone of the dates that statistics are asked by. */
  timezone: zone,
  /** Calls per page of statistics. */
  statisticsPage: z
    .literal(pageSizes, { error: message(`одно из чисел ${pageSizes.join(', ')}`) })
    .default(100),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(120).default(15),
});

export type MangoSettings = z.output<typeof mangoSettings>;
