import type {
  AdapterDependencies,
  ChatFileIntent,
  ChatIntent,
  CommandResult,
  Keyboard,
  Refused,
  SendResult,
} from '@perezvon/contracts-adapter';
import { multipart } from '@perezvon/provider-kit';
import type { TelegramSettings } from './telegram.config.ts';
import { readDone, readSent } from './telegram.reply.ts';

/** Characters after Telegram's own parsing; we send no markup, so it is what we send. */
const maxText = 4096;
const maxCaption = 1024;
/** Bytes; a longer picture goes as a document. */
const maxPhoto = 10 * 1024 * 1024;
/** Bytes of UTF-8. */
const maxButtonData = 64;

/** One POST to `/bot<token>/<method>`. The address holds the token: it goes into no detail. */
const createCall =
  ({ url, token }: TelegramSettings, { http }: AdapterDependencies) =>
  (method: string, { contentType, body }: { contentType: string; body: string | Uint8Array }) =>
    http.send({
      method: 'POST',
      url: `${url}/bot${token}/${method}`,
      headers: { 'Content-Type': contentType },
      body,
    });

const json = (value: object) => ({ contentType: 'application/json', body: JSON.stringify(value) });

/** The methods of a bot. A bot has no lines and no authors: `lineId` must be null, `authorId` is not used. */
export const createTelegramMethods = (settings: TelegramSettings, dependencies: AdapterDependencies) => {
  const call = createCall(settings, dependencies);
  const now = dependencies.clock;
  return {
    sendChat: async (intent: ChatIntent): Promise<SendResult> => {
      const problem = chatProblem(intent, settings.keyboard);
      if (problem !== null) return invalid(problem);
      const markup = markupOf(intent.keyboard, settings.keyboard);
      const message = { chat_id: intent.userId, text: intent.text, ...markup };
      return readSent(await call('sendMessage', json(message)), now());
    },
    sendChatFile: async (intent: ChatFileIntent): Promise<SendResult> => {
      const problem = fileProblem(intent);
      if (problem !== null) return invalid(problem);
      const isPhoto = intent.isImage && intent.bytes.length <= maxPhoto;
      return readSent(await call(isPhoto ? 'sendPhoto' : 'sendDocument', fileForm(intent, isPhoto)), now());
    },
    setUpWebhook: async (url: string): Promise<CommandResult> => {
      const webhook = {
        url,
        secret_token: settings.webhookSecret,
        max_connections: settings.maxConnections,
        allowed_updates: settings.allowedUpdates,
      };
      return readDone(await call('setWebhook', json(webhook)), now());
    },
  };
};

const invalid = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

const addressProblem = ({ lineId, userId }: { lineId: string | null; userId: string }): string | null => {
  if (lineId !== null) return 'у бота Telegram нет линий';
  return userId.trim() === '' ? 'не указан чат' : null;
};

const chatProblem = (intent: ChatIntent, style: TelegramSettings['keyboard']): string | null => {
  if (intent.text.trim() === '') return 'пустой текст';
  if (intent.text.length > maxText) return `текст длиннее ${maxText} знаков`;
  const isTooLong = ({ id }: { id: string }) => Buffer.byteLength(id) > maxButtonData || id === '';
  if (style === 'inline' && (intent.keyboard ?? []).flat().some(isTooLong))
    return `код кнопки пуст или длиннее ${maxButtonData} байт`;
  return addressProblem(intent);
};

const fileProblem = (intent: ChatFileIntent): string | null => {
  if (intent.bytes.length === 0) return 'пустой файл';
  if ((intent.comment ?? '').length > maxCaption) return `подпись длиннее ${maxCaption} знаков`;
  return addressProblem(intent);
};

/** Inline buttons send their id back; buttons of a reply keyboard send their own text, as if it had been typed. */
const markupOf = (keyboard: Keyboard | null, style: TelegramSettings['keyboard']): object => {
  if (keyboard === null || keyboard.length === 0) return {};
  if (style === 'inline')
    return {
      reply_markup: {
        inline_keyboard: keyboard.map((row) => row.map(({ id, text }) => ({ text, callback_data: id }))),
      },
    };
  return {
    reply_markup: {
      keyboard: keyboard.map((row) => row.map(({ text }) => ({ text }))),
      one_time_keyboard: true,
      resize_keyboard: true,
    },
  };
};

const fileForm = (intent: ChatFileIntent, isPhoto: boolean) => {
  const field = (name: string, content: string) => ({
    name,
    contentType: 'text/plain; charset=utf-8',
    content,
  });
  return multipart([
    field('chat_id', intent.userId),
    ...(intent.comment === null || intent.comment === '' ? [] : [field('caption', intent.comment)]),
    {
      name: isPhoto ? 'photo' : 'document',
      fileName: intent.name,
      contentType: intent.contentType,
      content: intent.bytes,
    },
  ]);
};
