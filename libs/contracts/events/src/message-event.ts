import { z } from 'zod';

const identifier = z.string().min(1).max(200);

const common = {
  /** The provider's own identity of this event: the same webhook twice gives the same key. */
  key: z.string().min(1).max(300),
  /** The provider's own time; null when it sends none (then arrival counts). */
  at: z.date().nullable(),
  /** The provider's word for what happened, as it came. */
  providerStatus: z.string().max(200),
};

/** Where a chat goes on: a line of 1C-Connect, or a bot's chat (then `lineId` is null). */
const conversation = {
  lineId: identifier.nullable(),
  /** The person outside: a 1C-Connect user, a Telegram chat. */
  userId: identifier,
  treatmentId: identifier.nullable(),
};

const attachment = z.strictObject({
  fileId: identifier,
  name: z.string().max(300).nullable(),
  /** Bytes. */
  size: z.number().int().nonnegative().nullable(),
});

/** What a messenger's or SMS provider's webhook (or a look-up) said, in canonical form. */
export const messageEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    ...conversation,
    type: z.literal('message.received'),
    messageId: identifier,
    /** Who wrote it: equal to `userId` for the person outside, else a specialist or a bot. */
    authorId: identifier.nullable(),
    text: z.string().max(10_000).nullable(),
    attachment: attachment.nullable(),
  }),
  /** What became of a message of ours. `delivered` may still become `read`; `failed` is the end. */
  z.strictObject({
    ...common,
    type: z.literal('message.status'),
    messageId: identifier,
    status: z.enum(['sent', 'delivered', 'read', 'failed']),
  }),
  z.strictObject({
    ...common,
    ...conversation,
    type: z.literal('treatment.opened'),
    specialistId: identifier.nullable(),
  }),
  z.strictObject({
    ...common,
    ...conversation,
    type: z.literal('treatment.closed'),
    specialistId: identifier.nullable(),
  }),
  /** Authentic and well-formed, but of a kind nobody acts on: kept and counted, changes nothing. */
  z.strictObject({ ...common, type: z.literal('message.unknown') }),
]);

export type MessageEvent = z.infer<typeof messageEventSchema>;
