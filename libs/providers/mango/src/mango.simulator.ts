import { createHash } from 'node:crypto';
import type {
  CreateProviderSimulator,
  ProviderSimulator,
  RefusalReason,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';
import { z } from 'zod';
import { statisticsKey, statisticsReply } from './mango.simulated-statistics.ts';

const defaults = { url: 'https://app.mango-office.ru/vpbx/', filesUrl: 'https://files.mango-office.ru' };

interface Account {
  key: string;
  salt: string;
  /** Path of the API, without a slash at the end. */
  base: string;
  filesUrl: string;
}

/** Mango's side of one product: checks the form, the signature and every parameter, and answers in Mango's own codes. */
export const createSimulator: CreateProviderSimulator = (settings) => {
  const text = (name: string): string => (typeof settings[name] === 'string' ? settings[name] : '');
  const account: Account = {
    key: text('apiKey'),
    salt: text('apiSalt'),
    base: new URL(text('url') || defaults.url).pathname.replace(/\/+$/, ''),
    filesUrl: text('filesUrl') || defaults.filesUrl,
  };
  return {
    take: (request) => take(request, account),
    refusal,
    callId: (serial) => Buffer.from(String(5_008_710_000 + serial)).toString('base64'),
    // An API gives no texts to a robot here, so there are no robot's calls.
    webhooks: () => [],
  } satisfies ProviderSimulator;
};

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const json = (status: number, body: object): SimulatedReply => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

const refused = (code: number, problem: string): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: json(400, { code, message: problem }),
});

/** Codes are documented; which status goes with which of them is not (the table of §2.1.1 is garbled). */
const refusals: Readonly<Record<RefusalReason, readonly [status: number, code: number]>> = {
  bad_phone: [400, 3200],
  rate_limited: [429, 0],
  no_money: [400, 2240],
  blocked: [400, 2110],
  unauthorized: [400, 3102],
  invalid_request: [400, 3100],
  unavailable: [503, 5008],
  not_found: [400, 3310],
  not_allowed: [400, 2300],
};

const refusal = (reason: RefusalReason): SimulatedReply => {
  const [status, code] = refusals[reason];
  return reason === 'rate_limited'
    ? json(status, { name: 'Service Unavailable', message: 'Rate limit exceeded.', code, status })
    : json(status, { code, message: reason });
};

const take = (request: SimulatedRequest, account: Account): SimulatedResult => {
  const path = request.url.replace(/\?.*$/s, '');
  if (path.startsWith(filePath)) return file(request, path);
  const command = path.startsWith(`${account.base}/`) ? path.slice(account.base.length + 1) : '';
  if (command.startsWith('queries/recording/link/')) return link(request, command, account);
  const form = signedForm(request, account);
  return typeof form === 'string' ? performed(command.replace(/\/$/, ''), form, account) : form;
};

/** The text of `json` of a request that is in order; else Mango's refusal. */
const signedForm = (request: SimulatedRequest, { key, salt }: Account): string | SimulatedResult => {
  if (request.method !== 'POST') return refused(3101, `method ${request.method}, not POST`);
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType))
    return refused(3104, `content type ${contentType}`);
  const fields = [...new URLSearchParams(Buffer.from(request.body).toString('utf8'))];
  const names = fields.map(([name]) => name).join(',');
  if (names !== 'vpbx_api_key,sign,json') return refused(3103, `fields ${names}`);
  const [apiKey, sign, text] = fields.map(([, value]) => value) as [string, string, string];
  if (apiKey !== key) return refused(3105, 'vpbx_api_key is not of this product');
  if (sign !== sha256(key + text + salt)) return refused(3102, 'sign does not match key + json + salt');
  return isCompact(text) ? text : refused(3400, 'json is not compact JSON');
};

const isCompact = (text: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
};

const bytes128 = z.string().refine((text) => text !== '' && Buffer.byteLength(text) <= 128, '1 to 128 bytes');
const leg = { command_id: bytes128, call_id: bytes128 };
const number = bytes128.regex(/^\d+$|^sip:/);
const date = z.string().regex(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/);

/** Basic GSM alphabet, roughly: what is beyond it makes a message of 67 characters per segment. */
const sms = z.string().refine((text) => text.length <= (/[^\0-\x7f]/.test(text) ? 268 : 612), 'too long');

/** Parameters of each command (§3.2, §3.4.2, §3.5.1); any other is an error of the adapter's author. */
const commands: Readonly<Record<string, z.ZodType<Record<string, unknown>>>> = {
  'commands/callback': z.strictObject({
    command_id: bytes128,
    from: z.strictObject({ extension: z.string().regex(/^\d+$/), number: bytes128.optional() }),
    to_number: number,
    line_number: bytes128.optional(),
  }),
  'commands/call/hangup': z.strictObject(leg),
  'commands/route': z.strictObject({ ...leg, to_number: number }),
  'commands/transfer': z.strictObject({
    ...leg,
    method: z.enum(['blind', 'hold']),
    to_number: number,
    initiator: bytes128,
  }),
  'commands/sms': z.strictObject({
    command_id: bytes128,
    text: sms,
    from_extension: bytes128,
    to_number: number,
    sms_sender: bytes128.optional(),
  }),
  'stats/calls/request': z.strictObject({
    start_date: date,
    end_date: date,
    limit: z.literal([1, 5, 10, 20, 50, 100, 500, 1000, 2000, 5000]),
    offset: z.number().int().nonnegative(),
  }),
  'stats/calls/result': z.strictObject({ key: z.string().min(1) }),
  'queries/recording/post': z.strictObject({
    recording_id: bytes128,
    action: z.enum(['download', 'play']),
  }),
};

const performed = (command: string, text: string, account: Account): SimulatedResult => {
  const schema = commands[command];
  if (schema === undefined) return refused(4001, `no such command: ${command}`);
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) return refused(3100, `${command}: ${z.prettifyError(parsed.error)}`);
  const parameters = parsed.data;
  const effect = { command, ...parameters };
  switch (command) {
    case 'stats/calls/request':
      return { kind: 'done', effect, reply: json(200, { key: statisticsKey(parameters) }) };
    case 'stats/calls/result':
      return { kind: 'calls', reply: (calls) => json(200, statisticsReply(parameters, calls)) };
    case 'queries/recording/post':
      return { kind: 'done', effect, reply: redirect(account, parameters['recording_id']) };
    default:
      return { kind: 'done', effect, reply: json(200, { result: 1000 }) };
  }
};

const filePath = '/sdwee3en38fh';

const redirect = ({ filesUrl }: Account, recordingId: unknown): SimulatedReply => ({
  status: 302,
  headers: {
    Location: `${filesUrl.replace(/\/+$/, '')}${filePath}${sha256(String(recordingId)).slice(0, 20)}`,
  },
  body: '',
});

/** The file server knows the address itself and nobody's key. */
const file = ({ method, headers }: SimulatedRequest, path: string): SimulatedResult => {
  if (method !== 'GET' || headers['authorization'] !== undefined)
    return refused(3101, 'a file is fetched by GET alone');
  const body = Buffer.from('ID3 sound of a recording');
  const type = { 'Content-Type': 'audio/mp3', 'Content-Length': String(body.length) };
  return { kind: 'done', effect: { file: path }, reply: { status: 200, headers: type, body } };
};

/** `queries/recording/link/{recording_id}/{action}/{vpbx_api_key}/{timestamp}/{sign}` (§3.5.2). */
const link = ({ method }: SimulatedRequest, command: string, account: Account): SimulatedResult => {
  const parts = command.split('/').slice(3).map(decodeURIComponent);
  if (method !== 'GET' || parts.length !== 5) return refused(3103, 'GET with five parts of the path');
  const [recordingId, action, apiKey, timestamp, sign] = parts as [string, string, string, string, string];
  if (apiKey !== account.key) return refused(3105, 'vpbx_api_key is not of this product');
  if (!/^(download|play)$/.test(action) || !/^\d{10}$/.test(timestamp))
    return refused(3104, `action ${action}, timestamp ${timestamp}`);
  if (sign !== sha256(account.key + timestamp + recordingId + account.salt))
    return refused(3102, 'sign of the link');
  const effect = { command: 'queries/recording/link', recording_id: recordingId, timestamp };
  return { kind: 'done', effect, reply: redirect(account, recordingId) };
};
