import { refusalReasons } from '@perezvon/contracts-adapter';
import { z } from 'zod';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/**
 * What the called person does. `hangup`: picks up and says nothing more; `silence`: the provider never says anything. Whoever would
 * give an answer listens to the end when the robot only speaks.
 */
export const answers = ['confirmed', 'declined', 'operator', 'hangup', 'no_answer', 'silence'] as const;
export type Answer = (typeof answers)[number];

/** How the provider answers the request that places the call. Which of them place it: `placesCall`. */
export const replyKinds = [
  'ok',
  'numeric_id',
  'same_id',
  'no_id',
  'empty',
  'non_json',
  'html',
  'status',
  'refused',
  'reset_before',
  'reset_after',
  'timeout_before',
  'timeout_after',
] as const;
export type ReplyKind = (typeof replyKinds)[number];

export const malformations = ['empty_response', 'numbers', 'extra_fields', 'cp1251', 'broken_json'] as const;
export type Malformation = (typeof malformations)[number];

const ms = z.number().min(0).max(86_400_000);

const webhookFaultsSchema = z.strictObject({
  /** Added to the time at which it would be sent: a late webhook. */
  delayMs: ms.default(0),
  /** How many times the provider sends it in all. */
  copies: z.number().int().min(1).max(50).default(1),
  copiesGapMs: ms.default(0),
  lost: z.boolean().default(false),
  malformed: z.enum(malformations).nullable().default(null),
});

export const retrySchema = z.strictObject({
  times: z.number().int().min(0).max(50),
  /** Doubled after each attempt. */
  backoffMs: ms,
});

/** One call to one phone, from the placing request to the last webhook. */
export const callScriptSchema = z.strictObject({
  answer: z.enum(answers).default('confirmed'),
  reply: z.enum(replyKinds).default('ok'),
  /** With `reply: 'status'`. */
  status: z.number().int().min(400).max(599).default(503),
  /** With `reply: 'refused'`: in the provider's own words. */
  reason: z.enum(refusalReasons).default('unavailable'),
  retryAfterSeconds: z.number().int().min(0).nullable().default(null),
  /** Whether the call is really made, against what the reply says (a 502 of a proxy after the call was placed). */
  placed: z.boolean().nullable().default(null),
  replyDelayMs: ms.default(0),
  /** From placing to picking up. */
  ringMs: ms.default(20),
  /** From picking up to the answer (or to hanging up). */
  talkMs: ms.default(30),
  /** `reversed`: the answer's webhook is sent before the "picked up" marker. */
  order: z.enum(['normal', 'reversed']).default('normal'),
  /** Webhooks that are answered before the reply to the placing request leaves. */
  beforeReply: z.enum(['none', 'marker', 'all']).default('none'),
  /** Whether webhooks carry our attempt id; null = as the robot is set up. */
  echoGuid: z.boolean().nullable().default(null),
  /** The webhook's word instead of the account's one for this answer, where the customer chooses the words. */
  word: z.string().nullable().default(null),
  /** A second, different answer to the same call. */
  second: z
    .strictObject({ answer: z.enum(answers), afterMs: ms })
    .nullable()
    .default(null),
  /** What the provider does when our side does not answer 2xx; null = as the robot is set up. */
  retry: retrySchema.nullable().default(null),
  marker: webhookFaultsSchema.default(webhookFaultsSchema.parse({})),
  decision: webhookFaultsSchema.default(webhookFaultsSchema.parse({})),
});

export type CallScript = z.output<typeof callScriptSchema>;
export type CallScriptInput = z.input<typeof callScriptSchema>;

export const phoneScriptSchema = z.strictObject({ calls: z.array(callScriptSchema).min(1) });

const probability = z.number().min(0).max(1).default(0);
const range = z.tuple([ms, ms]);

/** What happens to phones without a script of their own: likelihoods, driven by the seed. */
export const defaultScriptSchema = z.strictObject({
  answers: z.partialRecord(z.enum(answers), z.number().min(0)).default({ confirmed: 1 }),
  replies: z.partialRecord(z.enum(replyKinds), z.number().min(0)).default({ ok: 1 }),
  ringMs: range.default([10, 30]),
  talkMs: range.default([10, 50]),
  lateMs: ms.default(1_000),
  faults: z
    .strictObject({
      duplicate: probability,
      reversed: probability,
      lost: probability,
      late: probability,
      beforeReply: probability,
      malformed: probability,
    })
    .default({ duplicate: 0, reversed: 0, lost: 0, late: 0, beforeReply: 0, malformed: 0 }),
});

export type DefaultScript = z.output<typeof defaultScriptSchema>;
export type DefaultScriptInput = z.input<typeof defaultScriptSchema>;

export const placesCall = (script: CallScript): boolean =>
  script.placed ?? !['status', 'refused', 'reset_before', 'timeout_before'].includes(script.reply);

const drawFaults = (defaults: DefaultScript, random: Random): z.input<typeof webhookFaultsSchema> => {
  const { faults } = defaults;
  return {
    copies: random.chance(faults.duplicate) ? random.between(2, 4) : 1,
    lost: random.chance(faults.lost),
    delayMs: random.chance(faults.late) ? defaults.lateMs : 0,
    malformed: random.chance(faults.malformed)
      ? (malformations[random.between(0, malformations.length - 1)] ?? null)
      : null,
  };
};

const drawCall = (defaults: DefaultScript, random: Random): CallScript =>
  callScriptSchema.parse({
    answer: random.weighted(defaults.answers, 'confirmed'),
    reply: random.weighted(defaults.replies, 'ok'),
    ringMs: random.between(...defaults.ringMs),
    talkMs: random.between(...defaults.talkMs),
    order: random.chance(defaults.faults.reversed) ? 'reversed' : 'normal',
    beforeReply: random.chance(defaults.faults.beforeReply) ? 'all' : 'none',
    marker: drawFaults(defaults, random),
    decision: drawFaults(defaults, random),
  });

export interface Scripts {
  /** Replaces the phone's script and starts it from its first call. */
  setPhone(phone: string, calls: readonly CallScriptInput[]): void;
  deletePhone(phone: string): void;
  clear(): void;
  setDefaults(defaults: DefaultScriptInput): void;
  /** The script of the next call to this phone: the last one repeats. */
  next(phone: string): CallScript;
}

/** Drawn per phone and ordinal, so that a seed replays even when calls arrive in another order. */
export const createScripts = (seed: string): Scripts => {
  const scripted = new Map<string, { calls: CallScript[]; used: number }>();
  const drawn = new Map<string, number>();
  let defaults = defaultScriptSchema.parse({});
  const draw = (phone: string): CallScript => {
    const ordinal = (drawn.get(phone) ?? 0) + 1;
    drawn.set(phone, ordinal);
    return drawCall(defaults, createRandom(`${seed}/${phone}/${ordinal}`));
  };
  return {
    setPhone: (phone, calls) => {
      scripted.set(phone, { calls: phoneScriptSchema.parse({ calls }).calls, used: 0 });
    },
    deletePhone: (phone) => {
      scripted.delete(phone);
    },
    clear: () => {
      scripted.clear();
    },
    setDefaults: (input) => {
      defaults = defaultScriptSchema.parse(input);
    },
    next: (phone) => {
      const script = scripted.get(phone);
      const call = script?.calls[Math.min(script.used, script.calls.length - 1)];
      if (!script || !call) return draw(phone);
      script.used += 1;
      return call;
    },
  };
};
