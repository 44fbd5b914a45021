import type { RefusalReason, Refused, SendResult } from '@perezvon/contracts-adapter';
import { z } from 'zod';

/** What nodemailer tells of a failure. Its message may quote addresses and is not read. */
const failureSchema = z.object({
  code: z.string().nullish().catch(null),
  /** The system's own code, such as ECONNREFUSED. */
  originalCode: z.string().nullish().catch(null),
  /** The SMTP command that failed: `RCPT TO`, `AUTH PLAIN`; `CONN` for the connection itself, `API` for our own mistake. */
  command: z.string().nullish().catch(null),
  responseCode: z.number().nullish().catch(null),
  response: z.string().nullish().catch(null),
});
type Failure = z.output<typeof failureSchema>;

/** A server that greylists wants the same message again after a minute or more. */
const greylistingMs = 60_000;

/**
 * What a failed sending means. A reply of 4xx or 5xx is a refusal whenever it comes: the server says it did not take the message. No
 * reply is a refusal as long as the text has not begun to leave, for without it there is nothing to deliver; after that nobody knows.
 */
export const readFailure = (error: unknown, mayHaveLeft: boolean): SendResult => {
  const parsed = failureSchema.safeParse(error);
  const failure: Failure = parsed.success ? parsed.data : {};
  const code = failure.responseCode ?? 0;
  if (code >= 400 && code < 600) return refusalOf(failure, { code, mayHaveLeft });
  const detail = detailOf(failure);
  if (mayHaveLeft) return { kind: 'unclear', detail: `текст письма ушёл, ответа нет: ${detail}` };
  const reason = ownMistakes.has(failure.code ?? '') ? 'invalid_request' : 'unavailable';
  return { kind: 'refused', reason, detail: `письмо не отправлено: ${detail}` };
};

/** Found by nodemailer itself before anything was sent: a text over the server's limit, an impossible envelope. */
const ownMistakes = new Set(['EENVELOPE', 'EMESSAGE', 'ECONFIG', 'ESTREAM']);

interface Reply {
  code: number;
  mayHaveLeft: boolean;
}

const refusalOf = (failure: Failure, reply: Reply): Refused => {
  const { code } = reply;
  const detail = replyDetail(failure, code);
  // 503 speaks of the order of commands, not of the message; a failed STARTTLS of the connection.
  if (code < 500 || code === 503 || failure.code === 'ETLS')
    return { kind: 'refused', reason: 'unavailable', retryAfterMs: greylistingMs, detail };
  return { kind: 'refused', reason: reasonOf(failure, reply), detail };
};

/** “Authentication required”, “credentials invalid” and their like (RFC 4954). */
const authenticationCodes = new Set([530, 534, 535, 538]);

const reasonOf = ({ code: kind, command }: Failure, { code, mayHaveLeft }: Reply): RefusalReason => {
  if (kind === 'EAUTH' || authenticationCodes.has(code)) return 'unauthorized';
  if (command === 'RCPT TO') return 'not_allowed';
  // Refused before it heard anything of the message.
  if (!mayHaveLeft && ['CONN', 'EHLO', 'HELO'].includes(command ?? '')) return 'blocked';
  return 'invalid_request';
};

const replyDetail = ({ command, response }: Failure, code: number): string => {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  return ['SMTP', code, enhanced, commandName(command)].filter((part) => part !== undefined).join(' ');
};

const detailOf = ({ code, originalCode, command }: Failure): string =>
  [code ?? 'без кода', originalCode ?? undefined, commandName(command)]
    .filter((part) => part !== undefined)
    .join(' ');

const commandName = (command: string | null | undefined): string | undefined =>
  /^[A-Z0-9 -]{1,30}$/.test(command ?? '') ? `(${command})` : undefined;
