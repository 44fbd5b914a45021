import { z } from 'zod';
import { callScriptSchema, defaultScriptSchema, retrySchema } from '../script.ts';
import type { Answer } from '../script.ts';
import { faultLimitSchema } from '../faults.ts';

/** Words of the scenario's HTTP blocks, as the article's clinic set them up. */
const wordsSchema = z.strictObject({
  marker: z.string().default('Ошибка'),
  confirmed: z.string().default('Успешно'),
  declined: z.string().default('Отказ'),
  operator: z.string().default('Оператор'),
  no_answer: z.string().default('Недозвон'),
});

export const voiceboxAccountSchema = z.strictObject({
  username: z.string().min(1).default('robot'),
  password: z.string().default('robot-secret'),
  /** Campaigns this account may start; null = any UUID. */
  methods: z.array(z.string()).nullable().default(null),
  /** Where the scenario's HTTP blocks post to; null = no webhooks at all. */
  hookUrl: z.url().nullable().default(null),
  hookHeaders: z.record(z.string(), z.string()).default({}),
  words: wordsSchema.default(wordsSchema.parse({})),
  /** The HTTP blocks also send `{{guid}}`. */
  echoGuid: z.boolean().default(false),
  /** Repetition of webhooks that were not answered 2xx. */
  retry: retrySchema.default({ times: 0, backoffMs: 1_000 }),
  /** More calls at once are a violation; null = no limit. */
  concurrentCalls: z.number().int().min(1).nullable().default(null),
});

export type VoiceboxAccount = z.output<typeof voiceboxAccountSchema>;

/** Body of `PUT /control/voicebox` and the `voicebox` option. What is absent stays as it is. */
export const voiceboxControlSchema = z.strictObject({
  /** The full list of accounts. */
  accounts: z.array(voiceboxAccountSchema).min(1).optional(),
  /** Hook URL of every account. */
  hookUrl: z.url().nullable().optional(),
  /** Behaviour of phones without a script. */
  defaults: defaultScriptSchema.optional(),
  /** Every placing request meets this script, whatever its phone; null ends it. */
  outage: callScriptSchema
    .extend({ for: faultLimitSchema.default({}) })
    .nullable()
    .optional(),
});

export type VoiceboxControl = z.input<typeof voiceboxControlSchema>;

export const wordFor = (account: VoiceboxAccount, answer: Answer | null): string | null => {
  if (answer === null) return account.words.marker;
  return answer === 'hangup' || answer === 'silence' ? null : account.words[answer];
};
