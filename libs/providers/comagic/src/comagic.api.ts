import type {
  CallReference,
  CommandResult,
  PlaceResult,
  ReminderCallIntent,
  StartCallIntent,
} from '@perezvon/contracts-adapter';
import { reminderText } from '@perezvon/provider-kit';
import type { ComagicSettings } from './comagic.config.ts';
import type { Rpc, RpcCall } from './comagic.rpc.ts';

const defaultTexts = {
  informer:
    'Здравствуйте, {name}! Напоминаем: вы записаны на приём, {visit}. Если планы изменились, пожалуйста, перезвоните нам. Ждём вас, до свидания!',
  scenario: 'Здравствуйте, {name}! Напоминаем: вы записаны на приём, {visit}.',
} as const;

/**
 * `start.informer_call` speaks the text and hangs up; `start.scenario_call` speaks it while the cabinet's scenario takes over and
 * asks. `direction` is always told: CoMagic's default counts the call as an incoming one. `external_id` is our attempt id.
 */
export const createPlaceReminderCall =
  (settings: ComagicSettings, rpc: Rpc) =>
  (intent: ReminderCallIntent): Promise<PlaceResult> =>
    place(rpc, {
      method: settings.robot === 'informer' ? 'start.informer_call' : 'start.scenario_call',
      id: intent.attemptId,
      params: { ...commonParams(settings, intent), ...robotParams(settings) },
    });

const commonParams = (settings: ComagicSettings, { attemptId, phone, name, visit }: ReminderCallIntent) => ({
  virtual_phone_number: settings.virtualPhone,
  external_id: attemptId,
  direction: 'out',
  contact: phone,
  contact_message: {
    type: 'tts',
    value: reminderText(
      settings.text ?? defaultTexts[settings.robot],
      { name, visit },
      settings.maxTextLength,
    ),
  },
});

const robotParams = ({ robot, dialingTimeoutSeconds, scenarioId }: ComagicSettings) =>
  robot === 'informer'
    ? { dialing_timeout: dialingTimeoutSeconds }
    : { first_call: 'contact', scenario_id: scenarioId };

/** `start.simple_call`: the employee's telephone rings first. `operator` is E.164; short numbers come from the settings. */
export const createStartCall =
  (settings: ComagicSettings, rpc: Rpc) =>
  ({ requestId, extension, phone }: StartCallIntent): Promise<PlaceResult> =>
    place(rpc, {
      method: 'start.simple_call',
      id: requestId,
      params: {
        first_call: 'operator',
        virtual_phone_number: settings.virtualPhone,
        external_id: requestId,
        direction: 'out',
        contact: phone,
        operator: settings.operators[extension] ?? extension,
      },
    });

/** `result.data.call_session_id` is the call; a success without one is nothing anybody has documented: it may have called. */
const place = async (rpc: Rpc, call: RpcCall): Promise<PlaceResult> => {
  const reply = await rpc.act(call);
  if (reply.kind !== 'result') return reply;
  const id = dataOf(reply.result)['call_session_id'];
  return typeof id === 'number' || (typeof id === 'string' && /^\d{1,20}$/.test(id))
    ? { kind: 'placed', providerCallId: String(id) }
    : { kind: 'unclear', detail: 'в ответе нет call_session_id' };
};

/** `release.call`: ends the whole session. */
export const createHangUp =
  (rpc: Rpc) =>
  async ({ providerCallId }: CallReference): Promise<CommandResult> => {
    const session = sessionNumber(providerCallId);
    if (session === null)
      return { kind: 'refused', reason: 'not_found', detail: 'номер звонка не от CoMagic' };
    const reply = await rpc.act({
      method: 'release.call',
      id: `release-${providerCallId}`,
      params: { call_session_id: session },
    });
    if (reply.kind !== 'result') return reply;
    // Documented as the text "true".
    return String(dataOf(reply.result)['success']) === 'true'
      ? { kind: 'done' }
      : { kind: 'unclear', detail: 'в ответе нет success' };
  };

/** `call_session_id` is a number on the wire. Null for what is none. */
export const sessionNumber = (providerCallId: string): number | null =>
  /^\d{1,15}$/.test(providerCallId) ? Number(providerCallId) : null;

/** `result.data`, or nothing. */
export const dataOf = (result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const data = result['data'];
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
};
