import type {
  CreateProviderSimulator,
  RefusalReason,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';
import { fileFieldOf, formOf } from './telegram.simulated-form.ts';

/** The Bot API as its documentation tells; errors carry the HTTP status as `error_code` too. */
export const createSimulator: CreateProviderSimulator = (settings) => ({
  take: (request) => take(request, String(settings['token'])),
  refusal: (reason, retryAfterSeconds) => {
    const { status, description } = refusals[reason];
    const parameters = status === 429 ? { retry_after: retryAfterSeconds } : undefined;
    const reply = errorReply(status, description, parameters);
    return status === 503
      ? { ...reply, headers: { ...reply.headers, 'Retry-After': String(retryAfterSeconds) } }
      : reply;
  },
  callId: (serial) => String(1000 + serial),
  webhooks: () => [],
});

const badRequest = { status: 400, description: 'Bad Request: something is wrong' };
const refusals: Readonly<Record<RefusalReason, { status: number; description: string }>> = {
  bad_phone: badRequest,
  rate_limited: { status: 429, description: 'Too Many Requests: retry later' },
  no_money: badRequest,
  blocked: { status: 401, description: 'Unauthorized' },
  unauthorized: { status: 401, description: 'Unauthorized' },
  invalid_request: badRequest,
  unavailable: { status: 503, description: 'Service Unavailable' },
  not_found: { status: 400, description: 'Bad Request: chat not found' },
  not_allowed: { status: 403, description: 'Forbidden: bot was blocked by the user' },
};

const json = (status: number, value: object): SimulatedReply => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

const errorReply = (status: number, description: string, parameters?: object): SimulatedReply =>
  json(status, { ok: false, error_code: status, description, ...(parameters && { parameters }) });

const refused = (description: string, status = 400): SimulatedResult => ({
  kind: 'refused',
  problem: description,
  reply: errorReply(status, status === 400 ? `Bad Request: ${description}` : description),
});

type Fields = Readonly<Record<string, unknown>>;

const take = (request: SimulatedRequest, token: string): SimulatedResult => {
  const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url) ?? [];
  if (given !== token) return refused('Not Found', 404);
  if (request.method !== 'POST') return refused(`sent by ${request.method}`);
  if (method === 'sendPhoto' || method === 'sendDocument') return takeFile(request, method);
  const fields = jsonOf(request);
  if (fields === null) return refused('no JSON object, or not declared as JSON');
  if (method === 'sendMessage') return takeMessage(fields);
  return method === 'setWebhook' ? takeWebhook(fields) : refused('Not Found', 404);
};

const jsonOf = ({ headers, body }: SimulatedRequest): Fields | null => {
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) return null;
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
};

const isChat = (value: unknown): boolean => /^(-?\d{1,16}|@\w{4,32})$/.test(String(value));

/** Message ids depend on the chat here only so that a test can tell two replies apart. */
const sent = (method: string, chat: unknown, effect: Fields): SimulatedResult => ({
  kind: 'done',
  reply: json(200, {
    ok: true,
    result: { message_id: messageIdOf(String(chat)), date: 1_780_000_000, chat: { id: chat } },
  }),
  effect: { method, chatId: String(chat), ...effect },
});

const messageIdOf = (chat: string): number => Number(chat.replace(/\D/g, '').slice(-6)) + 1;

const takeMessage = (fields: Fields): SimulatedResult => {
  const { chat_id: chat, text, reply_markup: markup } = fields;
  if (!isChat(chat)) return refused('chat not found');
  if (typeof text !== 'string' || text.trim() === '') return refused('message text is empty');
  if (text.length > 4096) return refused('message is too long');
  const problem = markup === undefined ? null : markupProblem(markup);
  if (problem !== null) return refused(problem);
  return sent('sendMessage', chat, { text, markup: markup ?? null });
};

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const markupProblem = (markup: unknown): string | null => {
  if (!isObject(markup)) return 'object expected as reply markup';
  const isInline = 'inline_keyboard' in markup;
  const rows = isInline ? markup['inline_keyboard'] : markup['keyboard'];
  if (!Array.isArray(rows) || rows.length === 0) return 'field "keyboard" must be an Array';
  const buttons: unknown[] = rows.flat();
  return buttons.every((button) => isButton(button, isInline)) ? null : 'BUTTON_DATA_INVALID';
};

const isButton = (button: unknown, isInline: boolean): boolean => {
  if (!isObject(button) || typeof button['text'] !== 'string' || button['text'] === '') return false;
  const data = button['callback_data'];
  if (!isInline) return data === undefined;
  return typeof data === 'string' && data !== '' && Buffer.byteLength(data) <= 64;
};

const takeFile = (request: SimulatedRequest, method: 'sendPhoto' | 'sendDocument'): SimulatedResult => {
  const form = formOf(request);
  if (form === null) return refused('no multipart/form-data');
  const text = (name: string) => form.get(name)?.content.toString('utf8') ?? '';
  const [chat, caption] = [text('chat_id'), text('caption')];
  if (!isChat(chat)) return refused('chat not found');
  if (caption.length > 1024) return refused('message caption is too long');
  const file = form.get(fileFieldOf[method]);
  if (file?.fileName === undefined || file.content.length === 0)
    return refused('there is no file in the request');
  const bytes = file.content.length;
  if (bytes > maxMebibytes[method] * 1024 * 1024) return refused('Request Entity Too Large', 413);
  return sent(method, chat, { fileName: file.fileName, contentType: file.contentType, bytes, caption });
};

const maxMebibytes = { sendPhoto: 10, sendDocument: 50 } as const;

/** The ports Telegram calls. */
const ports = ['', '80', '88', '443', '8443'];

const takeWebhook = (fields: Fields): SimulatedResult => {
  const { url, secret_token: secretToken, max_connections: connections, allowed_updates: updates } = fields;
  const problem = addressProblem(url) ?? webhookProblem({ secretToken, connections, updates });
  if (problem !== null) return refused(problem);
  return {
    kind: 'done',
    reply: json(200, { ok: true, result: true, description: 'Webhook was set' }),
    effect: { method: 'setWebhook', url, secretToken, connections, updates },
  };
};

const addressProblem = (url: unknown): string | null => {
  if (typeof url !== 'string' || !URL.canParse(url) || !url.startsWith('https://'))
    return 'bad webhook: an HTTPS URL must be provided for webhook';
  return ports.includes(new URL(url).port)
    ? null
    : 'bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443';
};

const webhookProblem = ({ secretToken, connections, updates }: Fields): string | null => {
  if (typeof secretToken !== 'string' || !/^[\w-]{1,256}$/.test(secretToken))
    return 'secret token contains unallowed characters';
  if (typeof connections !== 'number' || connections < 1 || connections > 100)
    return 'max_connections is out of range';
  return Array.isArray(updates) ? null : 'allowed_updates must be an Array';
};
