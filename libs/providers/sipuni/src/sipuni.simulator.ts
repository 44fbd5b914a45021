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
import { exportCsv } from './sipuni.simulator-csv.ts';
import type { ExportPeriod } from './sipuni.simulator-csv.ts';
import { linkHash, webhooksOf } from './sipuni.simulator-webhooks.ts';

/** What the cabinet knows of itself: the settings as they stand in YAML. */
const cabinetSchema = z.looseObject({
  url: z.string().default('https://sipuni.com/api'),
  user: z.string(),
  secret: z.string(),
  sipnumber: z.string(),
  timezone: z.string().default('Europe/Moscow'),
});
export type Cabinet = z.output<typeof cabinetSchema>;

type Fields = ReadonlyMap<string, string>;
type Shapes = Readonly<Record<string, RegExp>>;

const flag = /^[01]$/;
const phone = /^[1-9]\d{9,14}$/;
const extension = /^\d{2,10}$/;
const filter = /^\d*$/;
const date = /^\d\d\.\d\d\.\d{4}$/;
const time = /^([01]\d|2[0-3]):[0-5]\d$/;

const legacyExport: Shapes = {
  anonymous: flag,
  firstTime: flag,
  from: date,
  fromNumber: filter,
  state: /^[012]$/,
  to: date,
  toAnswer: filter,
  toNumber: filter,
  tree: /^[\d-]*$/,
  type: /^[0-3]$/,
};

const fullExport: Shapes = {
  anonymous: flag,
  crmLinks: flag,
  dtmfUserAnswer: flag,
  firstTime: flag,
  from: date,
  fromNumber: filter,
  hangupinitor: filter,
  ignoreSpecChar: flag,
  names: flag,
  numbersInvolved: flag,
  numbersRinged: flag,
  outgoingLine: flag,
  rating: flag,
  showTreeId: flag,
  state: /^[012]$/,
  timeFrom: time,
  timeTo: time,
  to: date,
  toAnswer: filter,
  toNumber: filter,
  tree: /^[\d-]*$/,
  type: /^[0-3]$/,
};

const shortTree: Shapes = { phone, reverse: flag, sipnumber: extension, tree: /^\d[\d-]+$/ };

/** Parameters of each endpoint in the order in which they are signed; several lists where clients differ. */
const endpoints: Readonly<Record<string, readonly Shapes[]>> = {
  'voicecall/call': [
    {
      message: /^.{1,2000}$/su,
      phone,
      sipnumber: extension,
      voice: /^(Anna|Anna_n|Maria|Victoria|Vladimir|Alexandr)$/,
    },
  ],
  'callback/call_tree': [{ callAttemptTime: /^\d{1,3}$/, ...shortTree }, shortTree],
  'callback/call_number': [{ antiaon: flag, phone, reverse: flag, sipnumber: extension }],
  'callback/call_external': [
    { phoneFrom: phone, phoneTo: phone, sipnumber: extension, sipnumber2: extension },
  ],
  'callback/cancel': [{ callbackId: /^[\w-]{1,100}$/ }],
  'events/call/hangup': [{ callId: /^\d+\.\d+$/ }],
  'statistic/export': [fullExport, legacyExport],
  'statistic/record': [{ id: /^[\w.-]{1,100}$/ }],
};

/**
 * Sipuni's HTTP API as its public clients know it: a form, the exact parameters of the endpoint, an MD5 over their values in a fixed
 * order. Error texts are documented nowhere; `{"success":false,"message"}` with status 200, as text/html, is the known form.
 */
export const createSimulator: CreateProviderSimulator = (settings): ProviderSimulator => {
  const cabinet = cabinetSchema.parse(settings);
  return {
    take: (request) => take(request, cabinet),
    refusal: (reason, retryAfterSeconds) => ({
      ...failure(reason),
      status: refusalStatuses[reason] ?? 200,
      headers: { 'content-type': 'text/html; charset=UTF-8', 'retry-after': String(retryAfterSeconds) },
    }),
    callId: (serial) => md5(`callback-${serial}`),
    webhooks: (call, stage) => webhooksOf(call, stage, cabinet),
  };
};

/** Only where the words of the API could not be told apart. */
const refusalStatuses: Readonly<Partial<Record<RefusalReason, number>>> = {
  rate_limited: 429,
  unauthorized: 401,
  unavailable: 503,
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const html = (body: unknown): SimulatedReply => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: JSON.stringify(body),
});

const failure = (message: string): SimulatedReply => html({ success: false, message });

const refused = (problem: string, message = 'Неверный запрос'): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: failure(message),
});

const take = (request: SimulatedRequest, cabinet: Cabinet): SimulatedResult => {
  const { pathname, searchParams } = new URL(request.url, 'http://sipuni.invalid');
  const base = new URL(cabinet.url).pathname.replace(/\/+$/, '');
  const endpoint = pathname.startsWith(`${base}/`) ? pathname.slice(base.length + 1) : '';
  if (endpoint === 'crm/record' && request.method === 'GET') return linkedRecord(searchParams, cabinet);
  const shapes = endpoints[endpoint];
  if (shapes === undefined)
    return { kind: 'refused', problem: `no endpoint ${pathname}`, reply: { status: 404, body: 'Not Found' } };
  const problem = envelopeProblem(request);
  if (problem !== null) return refused(problem);
  const form = new URLSearchParams(Buffer.from(request.body).toString('utf8'));
  const fields: Fields = new Map(form);
  if (fields.size !== form.size) return refused('a parameter is given twice');
  const fault = fieldsProblem(fields, shapes, cabinet);
  return fault === null ? done(endpoint, fields, cabinet) : refused(fault);
};

const envelopeProblem = ({ method, headers, url }: SimulatedRequest): string | null => {
  if (method !== 'POST') return `method ${method}`;
  if (url.includes('?')) return 'parameters in the address';
  const type = headers['content-type'] ?? '';
  return /^application\/x-www-form-urlencoded(;|$)/i.test(type) ? null : `content type ${type}`;
};

const fieldsProblem = (fields: Fields, lists: readonly Shapes[], cabinet: Cabinet): string | null => {
  const names = [...fields.keys()].filter((name) => name !== 'user' && name !== 'hash').toSorted();
  const shapes = lists.find((list) => Object.keys(list).toSorted().join() === names.join());
  if (shapes === undefined) return `parameters ${names.join()}`;
  if (fields.get('user') !== cabinet.user) return 'another cabinet';
  const values = Object.keys(shapes).map((name) => fields.get(name) ?? '');
  if (fields.get('hash') !== md5([...values, cabinet.user, cabinet.secret].join('+'))) return 'wrong hash';
  const wrong = Object.entries(shapes).find(([name, shape]) => !shape.test(fields.get(name) ?? ''));
  return wrong === undefined ? null : `parameter ${wrong[0]} out of range`;
};

const done = (endpoint: string, fields: Fields, cabinet: Cabinet): SimulatedResult => {
  switch (endpoint) {
    case 'voicecall/call':
    case 'callback/call_tree':
      return {
        kind: 'call',
        phone: fields.get('phone') ?? '',
        attemptId: null,
        spoken: fields.get('message') ?? null,
        reply: (callId) => html({ success: true, id: callId }),
      };
    case 'statistic/export':
      return { kind: 'calls', reply: (calls) => exportCsv(calls, periodOf(fields), cabinet) };
    case 'statistic/record':
      return recording({ record: fields.get('id') ?? '' });
    default:
      return {
        kind: 'done',
        effect: { endpoint, ...withoutProof(fields) },
        // An order has an id of its own; a command only succeeds.
        reply: html({
          success: true,
          ...(endpoint.startsWith('callback/call_') ? { id: md5(fields.get('hash') ?? '') } : {}),
        }),
      };
  }
};

const withoutProof = (fields: Fields): Record<string, string> => {
  const { user: _user, hash: _hash, ...rest } = Object.fromEntries(fields);
  return rest;
};

const periodOf = (fields: Fields): ExportPeriod => ({
  from: `${fields.get('from') ?? ''} ${fields.get('timeFrom') ?? '00:00'}`,
  to: `${fields.get('to') ?? ''} ${fields.get('timeTo') ?? '23:59'}`,
});

const linkedRecord = (query: URLSearchParams, cabinet: Cabinet): SimulatedResult => {
  const id = query.get('id') ?? '';
  return /^[\w.-]+$/.test(id) && query.get('hash') === linkHash(id, cabinet)
    ? recording({ record: id })
    : refused('crm/record without its id and hash', 'Запись не найдена');
};

const recording = (effect: Readonly<Record<string, string>>): SimulatedResult => ({
  kind: 'done',
  effect,
  reply: {
    status: 200,
    headers: { 'content-type': 'audio/mpeg', 'content-length': '13' },
    body: Buffer.from('ID3 recording'),
  },
});
