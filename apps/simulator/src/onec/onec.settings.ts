import { z } from 'zod';
import { faultLimitSchema } from '../faults.ts';

/** How an infobase answers. `onec-modes.ts` says what each keeps and replies. */
export const onecModes = [
  'ok',
  'slow',
  'unauthorized',
  'not_found',
  'gone',
  'session_required',
  'server_error',
  'no_licence',
  'unavailable',
  'too_many',
  'login_page',
  'empty',
  'text',
  'missing_ids',
  'rejected',
  'retry',
  'hang',
  'hang_after',
  'reply_lost',
  'down',
] as const;
export type OnecMode = (typeof onecModes)[number];

/** Answer for single events: the first rule whose every given key fits. */
export const onecRuleSchema = z.strictObject({
  subject: z.string().optional(),
  id: z.string().optional(),
  type: z.string().optional(),
  status: z.enum(['rejected', 'retry', 'ignored']),
  error: z.string().default('Документ заблокирован'),
  /** How often it applies; null = always. */
  times: z.number().int().min(1).nullable().default(null),
});

export type OnecRule = z.output<typeof onecRuleSchema>;

export const onecSettingsSchema = z.strictObject({
  username: z.string().default('perezvon'),
  password: z.string().default('perezvon'),
  /** Standard Webhooks secret (`whsec_…` or bare base64); null = signatures are not checked. */
  signingSecret: z.string().nullable().default(null),
  /** Replies start with EF BB BF. */
  bom: z.boolean().default(false),
  /** The publication's reuseSessions. `use` wants the `IBSession` header or cookie. */
  sessions: z.enum(['dont_use', 'auto_use', 'use']).default('auto_use'),
  /** What starting a session costs, ms (0.3 s in practice). */
  sessionStartMs: z.number().min(0).default(0),
  sessionMaxAgeMs: z.number().min(0).default(20_000),
  /** Sessions at once before 1C answers 500 «Недостаточно лицензий»; null = no limit. */
  licences: z.number().int().min(1).nullable().default(null),
  /** More requests at once are a violation; null = no limit. */
  maxParallel: z.number().int().min(1).nullable().default(null),
  /** Every request takes this long, ms. */
  delayMs: z.number().min(0).default(0),
});

export type OnecSettings = z.output<typeof onecSettingsSchema>;

export const onecFaultSchema = z.strictObject({
  mode: z.enum(onecModes),
  for: faultLimitSchema.default({}),
  retryAfterSeconds: z.number().int().min(0).nullable().default(null),
  /** For `slow`. */
  delayMs: z.number().min(0).default(1_000),
});

export type OnecFault = Omit<z.output<typeof onecFaultSchema>, 'for'>;

/** Body of `PUT /control/onec/{infobase}`; what is absent stays as it is. An infobase not known yet is created. */
export const onecControlSchema = z.strictObject({
  /** Checked after merging into the settings there are, by `onecSettingsSchema`. */
  settings: z.record(z.string(), z.unknown()).default({}),
  /** `ok` ends a mode that is on. */
  mode: z.enum(onecModes).optional(),
  for: onecFaultSchema.shape.for,
  retryAfterSeconds: onecFaultSchema.shape.retryAfterSeconds,
  delayMs: onecFaultSchema.shape.delayMs,
  /** Replaces the rules there are. */
  rules: z.array(onecRuleSchema).optional(),
  /** Likelihood of modes, request by request, driven by the seed; null ends it. A `mode` goes first. */
  random: z.partialRecord(z.enum(onecModes), z.number().min(0)).nullable().optional(),
  /** Drops all sessions, as a restart of the publication does. */
  dropSessions: z.boolean().default(false),
});

export type OnecControl = Omit<z.input<typeof onecControlSchema>, 'settings'> & {
  settings?: z.input<typeof onecSettingsSchema>;
};
