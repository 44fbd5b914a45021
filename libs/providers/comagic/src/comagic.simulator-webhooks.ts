import type { SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';
import type { ComagicSettings, PatientAnswer } from './comagic.config.ts';
import { cabinetTime, talkSecondsOf } from './comagic.simulator-report.ts';

/** Notifications made of the templates of README.md. */
export const simulatedWebhooks = (
  settings: ComagicSettings,
  call: SimulatedCall,
  stage: 'answered' | 'ended',
): WebhookRequest[] => {
  const { notifications } = settings;
  if (stage === 'answered')
    return notification({ settings, call, name: notifications.answered[0], at: call.answeredAt, more: {} });
  const talk = talkSecondsOf(call);
  return [
    ...answerOf(settings, call),
    ...notification({
      settings,
      call,
      name: notifications.ended[0],
      at: call.endedAt,
      more: {
        talk_time_duration: talk,
        total_time_duration: talk + 10,
        wait_time_duration: 10,
        tag_names: [],
      },
    }),
  ];
};

const isAnswer = (answer: string): answer is PatientAnswer =>
  ['confirmed', 'declined', 'operator'].includes(answer);

/** Only a scenario asks; each of its branches has a notification of its own. */
const answerOf = (settings: ComagicSettings, call: SimulatedCall): WebhookRequest[] =>
  settings.robot === 'scenario' && isAnswer(call.answer)
    ? notification({ settings, call, name: settings.responses[call.answer][0], at: call.endedAt, more: {} })
    : [];

interface Notification {
  settings: ComagicSettings;
  call: SimulatedCall;
  /** As typed in the cabinet; the customer has no such notification without one. */
  name: string | undefined;
  at: Date | null;
  more: Readonly<Record<string, unknown>>;
}

const notification = ({ settings, call, name, at, more }: Notification): WebhookRequest[] =>
  name === undefined
    ? []
    : [
        {
          method: 'POST',
          path: '',
          query: '',
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(
            JSON.stringify({
              notification_name: name,
              notification_time: at === null ? null : cabinetTime(at, settings),
              call_session_id: Number(call.providerCallId),
              external_id: call.attemptId,
              direction: 'out',
              contact_phone_number: call.phone,
              virtual_phone_number: settings.virtualPhone,
              ...more,
            }),
          ),
        },
      ];
