import type {
  AdapterDependencies,
  AdapterMethods,
  ChatFileIntent,
  ChatIntent,
  Refused,
  SendResult,
  TreatmentReference,
} from '@perezvon/contracts-adapter';
import { multipart } from '@perezvon/provider-kit';
import { createOnecConnectClient } from './onec-connect.client.ts';
import type { ActResult, OnecConnectClient } from './onec-connect.client.ts';
import type { OnecConnectSettings } from './onec-connect.config.ts';
import { createLists } from './onec-connect.lists.ts';

type Api = Pick<
  AdapterMethods,
  | 'sendChat'
  | 'sendChatFile'
  | 'listLines'
  | 'listTreatments'
  | 'listSubscribers'
  | 'listSpecialists'
  | 'listAvailableSpecialists'
  | 'appointSpecialist'
  | 'rerouteTreatment'
  | 'closeTreatment'
  | 'setUpWebhook'
>;

/** All outgoing methods. A message gets no id from 1C-Connect, so `messageId` is always null. */
export const createOnecConnectApi = (
  settings: OnecConnectSettings,
  dependencies: AdapterDependencies,
): Api => {
  const client = createOnecConnectClient(settings, dependencies);
  return {
    ...createLists(client, dependencies.clock),
    ...createTreatmentCommands(client),
    sendChat: (intent) => sendChat(intent, settings, client),
    sendChatFile: (intent) => sendChatFile(intent, settings, client),
    setUpWebhook: (url) =>
      client.act({
        path: 'hook',
        contentType: 'application/json',
        body: JSON.stringify({
          type: settings.hook.type,
          url,
          id: settings.hook.lineId,
          back_auth: settings.backAuth,
        }),
        forbidden: 'unauthorized',
      }),
  };
};

/** JSON about one person on one line. */
const post = (client: OnecConnectClient, path: string, body: object): Promise<ActResult> =>
  client.act({
    path,
    contentType: 'application/json',
    body: JSON.stringify(body),
    forbidden: 'not_allowed',
  });

const createTreatmentCommands = (
  client: OnecConnectClient,
): Pick<Api, 'appointSpecialist' | 'rerouteTreatment' | 'closeTreatment'> => ({
  appointSpecialist: ({ specialistId, ...treatment }) =>
    specialistId === null
      ? post(client, 'line/appoint/start', whose(treatment))
      : post(client, 'line/appoint/spec', { ...whose(treatment), spec_id: specialistId }),
  rerouteTreatment: ({ toLineId, ...treatment }) =>
    post(client, 'line/reroute', { ...whose(treatment), to_line_id: toLineId }),
  closeTreatment: (treatment) => post(client, 'line/drop/treatment', whose(treatment)),
});

const whose = ({ lineId, userId }: TreatmentReference) => ({ line_id: lineId, user_id: userId });

/**
 * A keyboard needs a bot of ours on the line, so it goes without flags; 1C-Connect refuses it together with either. Without a flag
 * and without a bot the provider refuses: setting up the webhook is then up to the caller.
 */
const sendChat = async (
  intent: ChatIntent,
  settings: OnecConnectSettings,
  client: OnecConnectClient,
): Promise<SendResult> => {
  if (intent.isNotification && intent.keyboard !== null)
    return refused('1С-Коннект не принимает клавиатуру в уведомлении');
  const address = addressOf(intent, settings);
  if (address === null) return refused(noLine);
  const asSpecialist = settings.botAsSpecialist && intent.keyboard === null;
  const result = await post(client, 'line/send/message', {
    ...address,
    text: intent.text,
    ...(intent.keyboard === null ? {} : { keyboard: intent.keyboard }),
    ...flagOf(intent, asSpecialist),
  });
  return sent(result);
};

/** A notification appoints nobody, so it goes as a specialist's neither. */
const flagOf = ({ isNotification }: Pick<ChatIntent, 'isNotification'>, asSpecialist: boolean) => {
  if (isNotification) return { notification_only: true };
  return asSpecialist ? { bot_as_spec: true } : {};
};

const sendChatFile = async (
  intent: ChatFileIntent,
  settings: OnecConnectSettings,
  client: OnecConnectClient,
): Promise<SendResult> => {
  const address = addressOf(intent, settings);
  if (address === null) return refused(noLine);
  const meta = {
    ...address,
    file_name: intent.name,
    ...(intent.comment === null ? {} : { comment: intent.comment }),
    ...flagOf(intent, settings.botAsSpecialist),
  };
  const { contentType, body } = multipart([
    { name: 'meta', contentType: 'application/json', content: JSON.stringify(meta) },
    { name: 'file', contentType: intent.contentType, fileName: intent.name, content: intent.bytes },
  ]);
  const path = intent.isImage ? 'line/send/image' : 'line/send/file';
  return sent(await client.act({ path, contentType, body, forbidden: 'not_allowed' }));
};

const addressOf = (
  intent: Pick<ChatIntent, 'lineId' | 'userId' | 'authorId'>,
  settings: OnecConnectSettings,
) => {
  const lineId = intent.lineId ?? settings.lineId;
  if (lineId === undefined) return null;
  const authorId = intent.authorId ?? settings.authorId;
  return {
    ...whose({ lineId, userId: intent.userId }),
    ...(authorId === undefined ? {} : { author_id: authorId }),
  };
};

const noLine = 'линия не указана ни в сообщении, ни в настройке lineId';

const refused = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

const sent = (result: ActResult): SendResult =>
  result.kind === 'done' ? { kind: 'sent', messageId: null } : result;
