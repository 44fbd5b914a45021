import type {
  CommandResult,
  ProviderResponse,
  RefusalReason,
  Refused,
  SendResult,
  Unclear,
} from '@perezvon/contracts-adapter';
import { readJson, readReply } from '@perezvon/provider-kit';
import { z } from 'zod';

const scalar = z.union([z.string(), z.number()]).transform(String);

const successSchema = z.object({ ok: z.literal(true), result: z.unknown().optional() });

const sentSchema = z.object({ message_id: scalar });

const errorSchema = z.object({
  ok: z.literal(false),
  description: z.string().nullish().catch(null),
  parameters: z
    .object({
      retry_after: z.coerce.number().nonnegative().max(86_400).nullish().catch(null),
      migrate_to_chat_id: scalar.nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type BotError = z.output<typeof errorSchema>;

/** Of a message: `{ok: true, result: {message_id, …}}`. */
export const readSent = (response: ProviderResponse, now: Date): SendResult => {
  const reply = readBotReply(response, now);
  if (reply.kind !== 'result') return reply;
  const message = sentSchema.safeParse(reply.value);
  return message.success
    ? { kind: 'sent', messageId: message.data.message_id }
    : { kind: 'unclear', detail: 'в ответе Telegram нет message_id' };
};

/** Of a command: `{ok: true, result: true}`. */
export const readDone = (response: ProviderResponse, now: Date): CommandResult => {
  const reply = readBotReply(response, now);
  return reply.kind === 'result' ? { kind: 'done' } : reply;
};

type BotReply = { kind: 'result'; value: unknown } | Refused | Unclear;

/** Descriptions are read, never repeated: they may quote what was sent. */
const readBotReply = (response: ProviderResponse, now: Date): BotReply => {
  const reply = readReply(response, { kind: 'act', now });
  if (reply.kind === 'success') {
    const success = parsed(successSchema, reply.body);
    return success === null
      ? { kind: 'unclear', detail: 'ответ 2xx не от Bot API' }
      : { kind: 'result', value: success.result };
  }
  if (reply.kind !== 'refused' || response.kind !== 'reply') return reply;
  return refusalOf(reply, { status: response.status, error: parsed(errorSchema, response.body) });
};

const parsed = <Value>(schema: z.ZodType<Value>, body: string): Value | null => {
  const json = readJson(body);
  const result = schema.safeParse(json.ok ? json.value : null);
  return result.success ? result.data : null;
};

interface BotRefusal {
  status: number;
  error: BotError | null;
}

/** What Bot API adds to the meaning of an HTTP status. */
const refusalOf = (refused: Refused, { status, error }: BotRefusal): Refused => {
  const detail = `Telegram ${status}`;
  if (error !== null && (error.parameters?.migrate_to_chat_id ?? null) !== null)
    return { kind: 'refused', reason: 'not_allowed', detail: `${detail}: группа переехала в супергруппу` };
  const wait = error?.parameters?.retry_after ?? null;
  return {
    ...refused,
    reason: reasonOf({ status, error }) ?? refused.reason,
    detail,
    ...(wait === null ? {} : { retryAfterMs: wait * 1000 }),
  };
};

/** The person or group that was meant is not there for this bot. */
const noSuchChat = /chat not found|user not found|peer_id_invalid|user is deactivated|chat_write_forbidden/i;

const reasonOf = ({ status, error }: BotRefusal): RefusalReason | null => {
  // Blocked by the person, or the person has never written to the bot.
  if (status === 403) return 'not_allowed';
  // A token that never was one is told by 404, a revoked one by 401.
  if (status === 404 && error !== null) return 'unauthorized';
  return status === 400 && noSuchChat.test(error?.description ?? '') ? 'not_allowed' : null;
};
