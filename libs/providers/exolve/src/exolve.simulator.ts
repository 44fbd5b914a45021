import type {
  CreateProviderSimulator,
  RefusalReason,
  SimulatedCall,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';
import { callInfo, historyRow, webhooksOf } from './exolve.simulated-calls.ts';

/** The far side: what api.exolve.ru accepts, and how it answers. */
export const createSimulator: CreateProviderSimulator = (settings) => {
  const account = { apiKey: String(settings['apiKey']), number: String(settings['number']) };
  return {
    take: (request) => takeAsKnown(request, account),
    refusal,
    callId: (serial) => String(callIdBase + BigInt(serial)),
    webhooks: (call, stage) => webhooksOf(call, { stage, number: account.number }),
  };
};

interface Account {
  apiKey: string;
  number: string;
}

/** Ids are uint64; a number of JavaScript would lose their last digits. */
const callIdBase = 575_976_245_313_000_000n;

type Payload = Readonly<Record<string, unknown>>;
type Method = (payload: Payload, account: Account) => SimulatedResult;

const json = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatedReply => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body,
});

const failure = (status: number, message: string, headers?: Readonly<Record<string, string>>) =>
  json(status, JSON.stringify({ message }), headers);

const refuse = (
  problem: string,
  reply: SimulatedReply = failure(400, 'invalid request'),
): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply,
});

const refusals: Readonly<Record<RefusalReason, { status: number; message: string }>> = {
  bad_phone: { status: 400, message: 'destination is not permitted for delivery' },
  rate_limited: { status: 429, message: 'too many requests' },
  no_money: { status: 402, message: 'payment required' },
  blocked: { status: 403, message: 'forbidden' },
  unauthorized: { status: 401, message: 'malformed token' },
  invalid_request: { status: 400, message: 'proto: syntax error (line 1:2): unexpected token' },
  unavailable: { status: 503, message: 'service unavailable' },
  not_found: { status: 404, message: 'not found' },
  not_allowed: { status: 403, message: 'forbidden' },
};

const refusal = (reason: RefusalReason, retryAfterSeconds: number): SimulatedReply => {
  const { status, message } = refusals[reason];
  const waits = reason === 'rate_limited' || reason === 'unavailable';
  return failure(status, message, waits ? { 'Retry-After': String(retryAfterSeconds) } : {});
};

const takeAsKnown = (request: SimulatedRequest, account: Account): SimulatedResult => {
  if (request.headers['authorization'] !== `Bearer ${account.apiKey}`)
    return refuse('Authorization is not Bearer with the key', refusal('unauthorized', 0));
  if (request.method === 'GET') return takeDownload(request.url);
  const method = methods.get(request.url);
  if (request.method !== 'POST' || method === undefined)
    return refuse(`no method ${request.method} ${request.url}`, refusal('not_found', 0));
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return refuse('content type is not JSON');
  const payload = objectIn(Buffer.from(request.body).toString('utf8'));
  return payload === null
    ? refuse('body is no JSON object', refusal('invalid_request', 0))
    : method(payload, account);
};

const takeDownload = (url: string): SimulatedResult => {
  const id = /^\/statistics\/download\/(\d+)$/.exec(url)?.[1];
  if (id === undefined) return refuse(`no recording at ${url}`, refusal('not_found', 0));
  const reply = { status: 200, headers: { 'Content-Type': 'audio/mpeg' }, body: Buffer.from(`ID3 ${id}`) };
  return { kind: 'done', reply, effect: { method: 'download', id } };
};

const objectIn = (text: string): Payload | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDigits = (value: unknown): value is string =>
  typeof value === 'string' && /^[1-9]\d{9,14}$/.test(value);

/** protobuf takes a uint64 as a number or as a string of digits. */
const isUint64 = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^\d{1,20}$/.test(value));

/** The names of wrong or unheard-of fields; `?` marks those that may be left out. */
const wrongFields = (
  payload: Payload,
  shape: Readonly<Record<string, (value: unknown) => boolean>>,
): string[] => {
  const known = new Map(Object.entries(shape).map(([name, isRight]) => [name.replace('?', ''), isRight]));
  const required = Object.keys(shape).filter((name) => !name.endsWith('?'));
  return [
    ...required.filter((name) => !(name in payload)),
    ...Object.entries(payload).flatMap(([name, value]) => (known.get(name)?.(value) === true ? [] : [name])),
  ];
};

const isSpeech = (value: unknown): boolean =>
  isObject(value) &&
  wrongFields(value, {
    text: (text) => typeof text === 'string' && text.trim() !== '' && text.length <= 1000,
    'voice?': Number.isInteger,
    'lang?': Number.isInteger,
    'speed?': Number.isFinite,
    'volume?': Number.isFinite,
    'emotion?': Number.isFinite,
  }).length === 0;

const makeVoiceMessage: Method = (payload, { number }) => {
  const wrong = wrongFields(payload, {
    source: (source) => source === number,
    destination: isDigits,
    'tts?': isSpeech,
    'service_id?': (id) => typeof id === 'string' && id !== '',
  });
  if (wrong.length > 0) return refuse(`MakeVoiceMessage: ${wrong.join(', ')}`);
  if ('tts' in payload === 'service_id' in payload) return refuse('either tts or service_id');
  const { destination, tts } = payload;
  return {
    kind: 'call',
    phone: String(destination),
    attemptId: null,
    spoken: isObject(tts) ? String(tts['text']) : null,
    // As a bare number, as clients have seen it.
    reply: (callId) => json(200, `{"call_id":${callId}}`),
  };
};

const isLine = (value: unknown): boolean =>
  isObject(value) &&
  wrongFields(value, { destinations: isDestinations, 'display_number?': isDigits }).length === 0;

const isDestinations = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (item) =>
      isObject(item) && wrongFields(item, { number: isDigits, 'timeout?': Number.isInteger }).length === 0,
  );

const makeCallback: Method = (payload) => {
  const wrong = wrongFields(payload, {
    'request_description?': (text) => typeof text === 'string',
    number_code: isUint64,
    callback_resource_id: isUint64,
    'duration?': Number.isInteger,
    line_1: isLine,
    line_2: isLine,
  });
  if (wrong.length > 0) return refuse(`MakeCallback: ${wrong.join(', ')}`);
  const reply = json(200, JSON.stringify({ call_id: String(callIdBase + 900_001n) }));
  return { kind: 'done', reply, effect: { method: 'MakeCallback', ...payload } };
};

const maxSegments = 10;

const segmentsOf = (text: string): number => {
  // 7-bit letters pack 160 to a message (153 in a chain), any other 70 (67).
  const [alone, chained] = /^[\x20-\x7e\n\r]*$/.test(text) ? [160, 153] : [70, 67];
  return text.length <= alone ? 1 : Math.ceil(text.length / chained);
};

const sendSms: Method = (payload) => {
  const wrong = wrongFields(payload, {
    // A mobile number or an alpha-name; never a city's number or 8-800.
    number: (sender) => typeof sender === 'string' && /^(79\d{9}|[A-Za-z][\w .-]{2,10})$/.test(sender),
    destination: isDigits,
    text: (text) => typeof text === 'string' && text !== '' && segmentsOf(text) <= maxSegments,
  });
  if (wrong.length > 0) return refuse(`SendSMS: ${wrong.join(', ')}`);
  const reply = json(200, '{"message_id":575976245313935471}');
  return { kind: 'done', reply, effect: { method: 'SendSMS', ...payload } };
};

const getInfo: Method = (payload, { number }) => {
  const wrong = wrongFields(payload, { call_id: isUint64 });
  if (wrong.length > 0) return refuse(`GetInfo: ${wrong.join(', ')}`);
  return {
    kind: 'calls',
    reply: (calls) => {
      const call = calls.find(({ providerCallId }) => providerCallId === String(payload['call_id']));
      return call === undefined ? refusal('not_found', 0) : json(200, JSON.stringify(callInfo(call, number)));
    },
  };
};

const isMoment = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);

const getList: Method = (payload, { number }) => {
  const wrong = wrongFields(payload, {
    date_from: isMoment,
    date_to: isMoment,
    'sip_id?': isDigits,
    'limit?': isUint64,
    'offset?': isUint64,
  });
  if (wrong.length > 0) return refuse(`GetList: ${wrong.join(', ')}`);
  const [from, to] = [new Date(String(payload['date_from'])), new Date(String(payload['date_to']))];
  const [limit, offset] = [Number(payload['limit'] ?? 100), Number(payload['offset'] ?? 0)];
  const isAsked = ({ startedAt, endedAt }: SimulatedCall) =>
    endedAt !== null && startedAt >= from && startedAt <= to;
  return {
    kind: 'calls',
    reply: (calls) => {
      const page = calls.filter(isAsked).slice(offset, offset + limit);
      return json(200, `{"calls":[${page.map((call) => historyRow(call, number)).join(',')}]}`);
    },
  };
};

const methods: ReadonlyMap<string, Method> = new Map([
  ['/call/v1/MakeVoiceMessage', makeVoiceMessage],
  ['/call/v1/MakeCallback', makeCallback],
  ['/messaging/v1/SendSMS', sendSms],
  ['/call/v1/GetInfo', getInfo],
  ['/statistics/call-history/v1/GetList', getList],
  ['/statistics/call-history/v2/GetList', getList],
]);
