import { z } from 'zod';
import { faultLimitSchema } from '../faults.ts';
import { callScriptSchema, retrySchema } from '../script.ts';
import { robotProviders } from './robot-kinds.ts';

/** An account at a provider, as its far side knows it. */
export const robotSetupSchema = z.strictObject({
  provider: z.enum(robotProviders),
  /** The account's settings as they stand in YAML, with addresses under `/robots/{name}`. */
  settings: z.record(z.string(), z.unknown()),
  /** Where webhooks go; null = no webhooks at all. */
  hookUrl: z.url().nullable().default(null),
  /** Webhooks carry our attempt id, where the provider was given one. */
  echoGuid: z.boolean().default(false),
  /** Repetition of webhooks that were not answered 2xx. */
  retry: retrySchema.default({ times: 0, backoffMs: 1_000 }),
  /** More calls at once are a violation; null = no limit. */
  concurrentCalls: z.number().int().min(1).nullable().default(null),
});

export type RobotSetup = z.output<typeof robotSetupSchema>;

/** Body of `PUT /control/robots/{name}` and an entry of the `robots` option. What is absent stays as it is. */
export const robotControlSchema = z.strictObject({
  /** With `settings`, the first time. */
  provider: robotSetupSchema.shape.provider.optional(),
  settings: robotSetupSchema.shape.settings.optional(),
  hookUrl: robotSetupSchema.shape.hookUrl.unwrap().optional(),
  echoGuid: robotSetupSchema.shape.echoGuid.unwrap().optional(),
  retry: robotSetupSchema.shape.retry.unwrap().optional(),
  concurrentCalls: robotSetupSchema.shape.concurrentCalls.unwrap().optional(),
  /** Every request for a call meets this script, whatever its phone; null ends it. */
  outage: callScriptSchema
    .extend({ for: faultLimitSchema.default({}) })
    .nullable()
    .optional(),
});

export type RobotControl = z.input<typeof robotControlSchema>;
