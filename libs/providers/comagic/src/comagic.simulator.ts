import { createHash } from 'node:crypto';
import type {
  CreateProviderSimulator,
  RefusalReason,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';
import { comagicSettings } from './comagic.config.ts';
import type { ComagicSettings } from './comagic.config.ts';
import { readRequest } from './comagic.simulator-request.ts';
import type { Params, Refusal, RpcRequest } from './comagic.simulator-request.ts';
import { problemOfParams } from './comagic.simulator-params.ts';
import { reportReply } from './comagic.simulator-report.ts';
import { simulatedWebhooks } from './comagic.simulator-webhooks.ts';

/**
 * CoMagic's side, from its documentation: JSON-RPC with the exact content type and length, a key in every request, parameters of the
 * right names, types and ranges, errors with mnemonics. What HTTP status an error comes with isn't documented: 200 here.
 */
export const createSimulator: CreateProviderSimulator = (raw) => {
  const settings = comagicSettings.parse(raw);
  return {
    take: (request) => take(request, settings),
    refusal: (reason, retryAfterSeconds) => refusalOf(reason, retryAfterSeconds),
    callId: (serial) => String(237_859_080 + serial),
    webhooks: (call, stage) => simulatedWebhooks(settings, call, stage),
  };
};

const pathOf = (url: string): string => new URL(url).pathname.replace(/\/$/, '');

const take = (request: SimulatedRequest, settings: ComagicSettings): SimulatedResult => {
  const { pathname } = new URL(request.url, 'http://simulator');
  if (pathname === pathOf(settings.url)) return takeRpc(request, 'call', settings);
  if (pathname === pathOf(settings.dataUrl)) return takeRpc(request, 'data', settings);
  const recording = recordingAt(pathname, settings);
  if (request.method === 'GET' && recording !== null) return played(recording);
  return {
    kind: 'refused',
    problem: `nothing at ${request.method} ${pathname}`,
    reply: { status: 404, body: 'Not Found' },
  };
};

const recordingAt = (pathname: string, settings: ComagicSettings): string | null => {
  const talk = `${pathOf(settings.recordingUrl)}/system/media/`;
  if (pathname.startsWith(talk))
    return /^(?:talk|wav)\/\d+\/[\w-]+\/$/.exec(pathname.slice(talk.length))?.[0] ?? null;
  const full = `${pathOf(settings.fullRecordingUrl)}/`;
  return pathname.startsWith(full) ? (/^\d+\/[\w-]+$/.exec(pathname.slice(full.length))?.[0] ?? null) : null;
};

const played = (recording: string): SimulatedResult => ({
  kind: 'done',
  reply: { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from(`ID3 ${recording}`) },
  effect: { played: recording },
});

type Host = 'call' | 'data';

const takeRpc = (request: SimulatedRequest, host: Host, settings: ComagicSettings): SimulatedResult => {
  const read = readRequest(request);
  if (!read.ok) return refused(read.refusal, null);
  const refusal = accessProblem(read.rpc, host, settings) ?? problemOfParams(read.rpc);
  return refusal === null ? done(read.rpc, host, settings) : refused(refusal, read.rpc.id);
};

const methods: Readonly<Record<Host, readonly string[]>> = {
  call: ['login.user', 'start.informer_call', 'start.scenario_call', 'start.simple_call', 'release.call'],
  data: ['login.user', 'get.calls_report', 'set.tag_sales'],
};

const sessionKey = (host: Host, { login = '', password = '' }: ComagicSettings): string =>
  createHash('sha256').update(`${host}:${login}:${password}`).digest('hex');

const accessProblem = (
  { method, params }: RpcRequest,
  host: Host,
  settings: ComagicSettings,
): Refusal | null => {
  if (!methods[host].includes(method)) return { code: -32601, mnemonic: 'method_not_found', field: 'method' };
  if (method === 'login.user')
    return isKnownUser(params, settings) ? null : { code: -32001, mnemonic: 'auth_error' };
  const key = params['access_token'];
  if (key === undefined)
    return { code: -32602, mnemonic: 'required_parameter_missed', field: 'access_token' };
  return key === expectedKey(host, settings) ? null : { code: -32001, mnemonic: 'access_token_invalid' };
};

const isKnownUser = (params: Params, { login, password }: ComagicSettings): boolean =>
  login !== undefined && params['login'] === login && params['password'] === password;

const expectedKey = (host: Host, settings: ComagicSettings): string => {
  const { accessToken, dataAccessToken } = settings;
  const permanent = host === 'data' ? (dataAccessToken ?? accessToken) : accessToken;
  return permanent ?? sessionKey(host, settings);
};

const limits = {
  day_limit: 15_000,
  day_remaining: 14_990,
  day_reset: 40_000,
  minute_limit: 300,
  minute_remaining: 290,
  minute_reset: 30,
};

const success = (id: unknown, result: Readonly<Record<string, unknown>>): SimulatedReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ jsonrpc: '2.0', id, result: { ...result, metadata: { limits } } }),
});

const done = (rpc: RpcRequest, host: Host, settings: ComagicSettings): SimulatedResult => {
  const { id, method, params } = rpc;
  switch (method) {
    case 'login.user':
      return acted(rpc, { access_token: sessionKey(host, settings), expire_at: 4_102_444_800, app_id: 1 });
    case 'release.call':
      return acted(rpc, { success: 'true' });
    case 'set.tag_sales':
      return acted(rpc, { id: 1 });
    case 'start.simple_call':
      return acted(rpc, { call_session_id: 237_859_080 });
    case 'get.calls_report':
      return { kind: 'calls', reply: (calls) => success(id, reportReply(params, calls, settings)) };
    default:
      return {
        kind: 'call',
        phone: String(params['contact']),
        attemptId: typeof params['external_id'] === 'string' ? params['external_id'] : null,
        spoken: spokenIn(params),
        reply: (callId) => success(id, { data: { call_session_id: Number(callId) } }),
      };
  }
};

const acted = (
  { id, method, params }: RpcRequest,
  data: Readonly<Record<string, unknown>>,
): SimulatedResult => {
  const { access_token: _key, password: _password, ...told } = params;
  return { kind: 'done', reply: success(id, { data }), effect: { method, ...told } };
};

const spokenIn = ({ contact_message: message }: Readonly<Record<string, unknown>>): string | null =>
  (message as { value?: string } | undefined)?.value ?? null;

const errorReply = (
  { code, mnemonic, field }: Refusal,
  id: unknown,
  metadata: Readonly<Record<string, unknown>> = { limits },
): SimulatedReply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id,
    error: {
      code,
      message: `refused: ${mnemonic}`,
      data: { mnemonic, field: field ?? null, value: null, params: {}, extended_helper: null, metadata },
    },
  }),
});

const refused = (refusal: Refusal, id: unknown): SimulatedResult => ({
  kind: 'refused',
  problem: `${refusal.mnemonic} ${refusal.field ?? ''}`.trim(),
  reply: errorReply(refusal, id),
});

const refusals: Readonly<Partial<Record<RefusalReason, Refusal>>> = {
  bad_phone: { code: -32602, mnemonic: 'contact_in_blacklist', field: 'contact' },
  blocked: { code: -32009, mnemonic: 'account_inactive' },
  unauthorized: { code: -32003, mnemonic: 'ip_not_whitelisted' },
  invalid_request: { code: -32602, mnemonic: 'invalid_parameter_value' },
  not_found: { code: -32602, mnemonic: 'call_session_not_found', field: 'call_session_id' },
};

/** CoMagic documents no words of its own for the rest (money is told by the report only): plain HTTP. */
const refusalOf = (reason: RefusalReason, retryAfterSeconds: number): SimulatedReply => {
  const refusal = refusals[reason];
  if (refusal !== undefined) return errorReply(refusal, null);
  if (reason === 'rate_limited')
    return errorReply({ code: -32029, mnemonic: 'limit_exceeded' }, null, {
      limits: { ...limits, minute_remaining: 0, minute_reset: retryAfterSeconds },
    });
  if (reason === 'no_money') return { status: 402, body: '' };
  return { status: 503, headers: { 'retry-after': String(retryAfterSeconds) }, body: '' };
};
