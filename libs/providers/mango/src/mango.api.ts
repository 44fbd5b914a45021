import { createHash } from 'node:crypto';
import type {
  CallReference,
  CommandResult,
  PlaceResult,
  Refused,
  SendResult,
  SmsIntent,
  StartCallIntent,
  TransferIntent,
} from '@perezvon/contracts-adapter';
import type { MangoSettings } from './mango.config.ts';
import type { MangoRequests } from './mango.request.ts';

/** One bad request in two minutes is all Mango forgives, so what it would not take is refused here. */
const badRequest = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

const isExtension = (text: string): boolean => /^\d{1,20}$/.test(text);

/** Calls the employee first, then the client (§3.2.1). Mango tells no id here: events bring `command_id` back. */
export const createStartCall =
  ({ lineNumber }: MangoSettings, { act }: MangoRequests) =>
  async ({ requestId, extension, phone }: StartCallIntent): Promise<PlaceResult> => {
    if (!isExtension(extension)) return badRequest('внутренний номер не из цифр');
    const result = await act('commands/callback', {
      command_id: requestId,
      from: { extension },
      to_number: phone,
      ...(lineNumber === undefined ? {} : { line_number: lineNumber }),
    });
    return result.kind === 'success' ? { kind: 'placed', providerCallId: null } : result;
  };

/** Ends one leg of a call (§3.2.3). */
export const createHangUp =
  ({ act }: MangoRequests) =>
  async ({ legId }: CallReference): Promise<CommandResult> => {
    if (!isLeg(legId)) return noLeg;
    // Not a UUID, so that the result of the command is never taken for an attempt's.
    const id = createHash('sha256').update(legId).digest('hex').slice(0, 32);
    return done(await act('commands/call/hangup', { command_id: `hangup-${id}`, call_id: legId }));
  };

/**
 * Gives a call to somebody else. Without an initiator it is `route`, for a call nobody has taken yet: in the voice menu, in a queue, or
 * ringing (§3.2.7). With the employee who is talking it is a blind `transfer` in that employee's name (§3.2.8).
 */
export const createTransferCall =
  ({ act }: MangoRequests) =>
  async ({ requestId, legId, target, initiator }: TransferIntent): Promise<CommandResult> => {
    if (!isLeg(legId)) return noLeg;
    if (!isExtension(target)) return badRequest('номер назначения не из цифр');
    if (initiator !== undefined && !isExtension(initiator))
      return badRequest('внутренний номер передающего сотрудника не из цифр');
    const common = { command_id: requestId, call_id: legId };
    return done(
      initiator === undefined
        ? await act('commands/route', { ...common, to_number: target })
        : await act('commands/transfer', { ...common, method: 'blind', to_number: target, initiator }),
    );
  };

/** A text in the name of the configured employee (§3.2.4). Delivery comes as an event with our `messageId`. */
export const createSendSms =
  ({ sms }: MangoSettings, { act }: MangoRequests) =>
  async ({ messageId, phone, text }: SmsIntent): Promise<SendResult> => {
    if (sms === undefined) return badRequest('в настройках учётной записи нет sms.fromExtension');
    if (text === '' || !fitsFourSegments(text)) return badRequest('SMS пустое или длиннее 4 сегментов');
    const result = await act('commands/sms', {
      command_id: messageId,
      text,
      from_extension: sms.fromExtension,
      to_number: phone,
      ...(sms.sender === undefined ? {} : { sms_sender: sms.sender }),
    });
    return result.kind === 'success' ? { kind: 'sent', messageId } : result;
  };

/** Commands are about a leg (`call_id`, at most 128 bytes), while a call as we know it is the whole of its legs (`entry_id`). */
const isLeg = (legId: string | undefined): legId is string =>
  legId !== undefined && legId !== '' && Buffer.byteLength(legId) <= 128;

const noLeg = badRequest(
  'нужен legId (call_id плеча до 128 байт): команды Mango относятся к плечу, не к вызову',
);

const done = (result: Awaited<ReturnType<MangoRequests['act']>>): CommandResult =>
  result.kind === 'success' ? { kind: 'done' } : result;

/** ASCII that is in the alphabet of SMS too; in it these take two places: */
const latin = /^[\n\r\x20-\x5f\x61-\x7e]*$/;
const doubled = /[\^{}\\[~\]|]/g;

/** §3.2.4: 612 characters of Latin or 268 of Cyrillic, that is four segments; anything else counts as Cyrillic does. */
const fitsFourSegments = (text: string): boolean =>
  latin.test(text) ? text.length + (text.match(doubled)?.length ?? 0) <= 612 : text.length <= 268;
