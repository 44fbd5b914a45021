import { secret } from '@perezvon/contracts-adapter';
import { normaliseWord, webAddress } from '@perezvon/provider-kit';
import { z } from 'zod';

/** Outcomes a scenario can report, and `answered`, the marker that someone picked up. */
const wordMeanings = ['confirmed', 'declined', 'operator', 'hangup', 'no_answer', 'answered'] as const;
export type WordMeaning = (typeof wordMeanings)[number];

/** YAML reads an unquoted `1` as a number. */
const word = z.union([z.string(), z.number()]).transform(String).pipe(z.string().trim().min(1).max(100));
const words = (...defaults: string[]) => z.array(word).default(defaults);

const responsesSchema = z
  .strictObject({
    confirmed: words('Успешно', 'Придёт'),
    declined: words('Отказ'),
    operator: words('Оператор'),
    hangup: words(),
    // The seed's scenario writes the number's «С» in Cyrillic; it looks the same in Latin.
    no_answer: words('Недозвон', '1С-Недозвон', '1C-Недозвон'),
    answered: words('Ошибка'),
  })
  .superRefine((responses, context) => {
    const seen = new Map<string, WordMeaning>();
    for (const meaning of wordMeanings)
      responses[meaning].forEach((text, index) => {
        const normalised = normaliseWord(text);
        const other = seen.get(normalised) ?? meaning;
        if (other !== meaning)
          context.addIssue({
            code: 'custom',
            path: [meaning, index],
            message: `это слово уже значит ${other}; список по умолчанию можно заменить своим`,
          });
        seen.set(normalised, other);
      });
  });

const endpoint = webAddress({
  shape: 'адрес вида http://… или https://…',
  credentials: 'логин и пароль укажите в username и password, не в адресе',
});

const credential = z.string().min(1).max(200);

/** Settings of an account; README.md tells where in the cabinet each is found. */
export const mttVoiceboxSettings = z.strictObject({
  url: endpoint,
  /** The campaign's entry point. */
  method: z.guid({
    error: (issue) =>
      issue.code === 'invalid_type' ? undefined : 'идентификатор вида 78033a2b-21c7-47dd-a292-590f24146043',
  }),
  username: credential,
  password: secret(credential),
  responses: responsesSchema.prefault({}),
  /** Basic credentials typed into the `headers` of the scenario's HTTP blocks. */
  webhook: z.strictObject({ username: credential, password: secret(credential) }).optional(),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(120).default(15),
  /** As the seed's 1C code sends it, without the semicolon. */
  contentType: z.string().min(1).max(100).default('application/json charset=utf-8'),
});

export type MttVoiceboxSettings = z.output<typeof mttVoiceboxSettings>;
