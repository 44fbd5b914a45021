import type {
  AdapterDependencies,
  RefusalReason,
  Refused,
  SendResult,
  SmsIntent,
} from '@perezvon/contracts-adapter';
import { readJson, readReply } from '@perezvon/provider-kit';
import { z } from 'zod';
import type { SmscSettings } from './smsc.config.ts';

/**
 * Sends one SMS: POST `/sys/send.php`, a UTF-8 form with `fmt=3` (answer in JSON). `id` is our message id, so that a callback finds
 * the message, and so that a repetition is the same message to SMSC (the latter is inferred, not documented).
 */
export const createSendSms = (settings: SmscSettings, { http, clock }: AdapterDependencies) => {
  const fixed = fixedFields(settings);
  return async (intent: SmsIntent): Promise<SendResult> => {
    const response = await http.send({
      method: 'POST',
      url: `${settings.url}/sys/send.php`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        ...fixed,
        phones: intent.phone,
        mes: intent.text,
        id: intent.messageId,
      }).toString(),
    });
    const reply = readReply(response, { kind: 'act', now: clock() });
    return reply.kind === 'success' ? readTakenReply(reply.body) : reply;
  };
};

const fixedFields = ({ apikey, login, password, sender, valid }: SmscSettings): Record<string, string> => ({
  ...(apikey === undefined ? { login: login ?? '', psw: password ?? '' } : { apikey }),
  charset: 'utf-8',
  fmt: '3',
  ...(sender === undefined ? {} : { sender }),
  ...(valid === undefined ? {} : { valid }),
});

/** Absent, null and empty are the same. */
const scalar = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? '').trim());

const replySchema = z.object({ id: scalar, error: z.unknown().optional(), error_code: scalar });

/** A 2xx: `{id, cnt}` or `{error, error_code}`. The error's text is not repeated: it may quote what we sent. */
const readTakenReply = (body: string): SendResult => {
  const json = readJson(body);
  const reply = replySchema.safeParse(json.ok ? json.value : null);
  if (!reply.success) return { kind: 'unclear', detail: 'ответ 2xx не JSON сервиса SMSC' };
  const { id, error, error_code: code } = reply.data;
  if (code !== '' || (error ?? '') !== '') return refusalOf(code);
  return id === '' || id.length > 200
    ? { kind: 'unclear', detail: 'в ответе 2xx нет id сообщения' }
    : { kind: 'sent', messageId: id };
};

/** SMSC counts the same request, and requests at once, per minute [SDK]; hence the pause after a 9. */
const pauseMs = 60_000;

const reasons: Readonly<Record<string, RefusalReason>> = {
  '1': 'invalid_request',
  '2': 'unauthorized',
  '3': 'no_money',
  '4': 'blocked',
  '5': 'invalid_request',
  '6': 'invalid_request',
  '7': 'bad_phone',
  '8': 'not_allowed',
  '9': 'rate_limited',
};

const refusalOf = (code: string): Refused => {
  const known = /^\d{1,4}$/.test(code) ? code : '';
  const reason = reasons[known] ?? 'invalid_request';
  return {
    kind: 'refused',
    reason,
    ...(reason === 'rate_limited' ? { retryAfterMs: pauseMs } : {}),
    detail: known === '' ? 'ошибка SMSC без кода' : `ошибка SMSC ${known}`,
  };
};
