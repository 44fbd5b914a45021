import { z } from 'zod';
import { callEventSchema } from './call-event.ts';
import { messageEventSchema } from './message-event.ts';

/** Any canonical event of a provider. */
export const providerEventSchema = z.discriminatedUnion('type', [
  ...callEventSchema.options,
  ...messageEventSchema.options,
]);

export type ProviderEvent = z.infer<typeof providerEventSchema>;
