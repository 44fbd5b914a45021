import type { ProviderEvent } from '@perezvon/contracts-events';
import { codeOf, verdictOf } from './mango.codes.ts';
import { idIn, textIn } from './mango.fields.ts';
import type { Fields } from './mango.fields.ts';
import { attemptIdOf, momentIn } from './mango.notification.ts';
import type { ReadNotification } from './mango.notification.ts';

/** What `/result/…` says of a command: `{command_id, result}`, the code often in quotes. */
const resultOf = (fields: Fields) => {
  const commandId = idIn(fields, 'command_id');
  const result = (textIn(fields, 'result') ?? '').slice(0, 20);
  const code = codeOf(result);
  return { commandId, result, verdict: code === null ? null : verdictOf(code) };
};

/**
 * `/result/callback` (§3.2.1). A success tells nothing new: the events of the call, which may even have come before, do. A refusal is the
 * end of a call that never began; a server's error or an unknown code leaves it open.
 */
export const callbackResult: ReadNotification = (fields, { path }) => {
  const { commandId, result, verdict } = resultOf(fields);
  if (commandId === null) return null;
  const attemptId = attemptIdOf(fields);
  // Another system's command.
  if (verdict === 'ok' || (verdict !== null && attemptId === null)) return [];
  const correlation = {
    key: `${path}/${commandId}/${result}`,
    providerCallId: null,
    attemptId,
    at: null,
    providerStatus: result,
  };
  return verdict === null || verdict === 'unclear'
    ? [{ ...correlation, type: 'call.unknown' }]
    : [{ ...correlation, type: 'call.ended', outcome: 'no_answer', talkSeconds: 0, recordingId: null }];
};

/**
 * `/result/call/hangup`, `/result/route`, `/result/transfer`: a command that failed changes nothing about the call, but is kept for
 * people to see. A call that is already gone is no failure.
 */
export const commandResult: ReadNotification = (fields, { path }) => {
  const { commandId, result, verdict } = resultOf(fields);
  if (commandId === null) return null;
  if (verdict === 'ok' || verdict === 'not_found') return [];
  return [
    {
      type: 'call.unknown',
      key: `${path}/${commandId}/${result}`,
      providerCallId: null,
      attemptId: null,
      at: null,
      providerStatus: `${path} ${result}`,
    },
  ];
};

/** `/result/sms` (§3.2.4): Mango took the message, or not. */
export const smsResult: ReadNotification = (fields, { path }) => {
  const { commandId, result, verdict } = resultOf(fields);
  if (commandId === null) return null;
  const facts = { key: `${path}/${commandId}/${result}`, at: null, providerStatus: result };
  if (verdict === null) return [{ ...facts, type: 'message.unknown' }];
  return [
    { ...facts, type: 'message.status', messageId: commandId, status: verdict === 'ok' ? 'sent' : 'failed' },
  ];
};

/** `/events/sms` (§3.1.3): what became of it: 1000, or 43xx. */
export const smsDelivery: ReadNotification = (fields, { path, settings }) => {
  const messageId = idIn(fields, 'command_id');
  if (messageId === null) return null;
  const reason = (textIn(fields, 'reason') ?? '').slice(0, 20);
  const facts = {
    key: `${path}/${messageId}/${reason}`,
    at: momentIn(fields, 'timestamp', settings),
    providerStatus: reason,
  };
  const status = deliveryOf(reason);
  const event: ProviderEvent =
    status === null
      ? { ...facts, type: 'message.unknown' }
      : { ...facts, type: 'message.status', messageId, status };
  return [event];
};

const deliveryOf = (reason: string): 'delivered' | 'failed' | null => {
  const code = codeOf(reason);
  if (code === null) return null;
  if (verdictOf(code) === 'ok') return 'delivered';
  return code.startsWith('43') ? 'failed' : null;
};
