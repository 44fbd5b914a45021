import type {
  CreateProviderSimulator,
  RefusalReason,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';

/** SMSC as its documentation tells: everything is answered with 200, refusals by `error_code`. */
export const createSimulator: CreateProviderSimulator = (settings) => ({
  take: (request) => take(request, settings),
  refusal: (reason, retryAfterSeconds) =>
    reason === 'unavailable'
      ? { status: 503, headers: { 'Retry-After': String(retryAfterSeconds) }, body: '' }
      : errorReply(codes[reason] ?? 1),
  callId: (serial) => String(52_000_000 + serial),
  webhooks: () => [],
});

const codes: Readonly<Partial<Record<RefusalReason, number>>> = {
  unauthorized: 2,
  no_money: 3,
  blocked: 4,
  bad_phone: 7,
  not_allowed: 8,
  rate_limited: 9,
};

const words: Readonly<Record<number, string>> = {
  1: 'parameters error',
  2: 'authorise error',
  3: 'money error',
  4: 'ip is blocked',
  7: 'invalid number',
  8: 'message can not be delivered',
  9: 'too many concurrent requests',
};

const json = (value: unknown): SimulatedReply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

const errorReply = (code: number): SimulatedReply =>
  json({ error: words[code] ?? 'error', error_code: code });

const refused = (code: number, problem: string): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: errorReply(code),
});

type Settings = Readonly<Record<string, unknown>>;

const take = (request: SimulatedRequest, settings: Settings): SimulatedResult => {
  const wire = wireProblem(request);
  if (wire !== null) return { kind: 'refused', problem: wire, reply: { status: 404, body: 'Not Found' } };
  const form = new URLSearchParams(Buffer.from(request.body).toString('utf8'));
  const field = (name: string) => form.get(name) ?? '';
  if (!isAuthorised(form, settings)) return refused(2, 'neither the apikey nor login and psw are right');
  const problem = fieldProblem(form);
  if (problem !== null) return refused(problem.code, problem.text);
  return {
    kind: 'done',
    reply: json({ id: field('id'), cnt: 1 }),
    effect: { phone: field('phones'), text: field('mes'), id: field('id'), sender: form.get('sender') },
  };
};

const wireProblem = ({ method, url, headers }: SimulatedRequest): string | null => {
  if (url !== '/sys/send.php') return `no such address: ${url.replace(/\?.*/, '?…')}`;
  if (method !== 'POST') return `sent by ${method}`;
  const type = headers['content-type'] ?? '';
  return /^application\/x-www-form-urlencoded(;|$)/.test(type) ? null : `content type ${type}`;
};

const isAuthorised = (form: URLSearchParams, settings: Settings): boolean =>
  form.has('apikey')
    ? form.get('apikey') === settings['apikey'] && !form.has('login')
    : form.get('login') === settings['login'] && form.get('psw') === settings['password'];

const knownFields = new Set(
  ['apikey', 'login', 'psw', 'phones', 'mes', 'sender', 'charset', 'fmt', 'cost'].concat([
    'valid',
    'id',
    'op',
  ]),
);

/** Twice the same field, an unknown one or a value out of its range is an error of ours, whatever SMSC would forgive. */
const fieldProblem = (form: URLSearchParams): { code: number; text: string } | null => {
  const names = [...form.keys()];
  const odd = names.find((name, index) => !knownFields.has(name) || names.indexOf(name) !== index);
  if (odd !== undefined) return { code: 1, text: `an unknown or repeated field: ${odd}` };
  if (form.get('charset') !== 'utf-8' || form.get('fmt') !== '3')
    return { code: 1, text: 'charset or fmt is not what the adapter reads' };
  if (!/^\d{10,15}$/.test(form.get('phones') ?? '')) return { code: 7, text: 'phones is no number' };
  if ((form.get('mes') ?? '') === '') return { code: 1, text: 'mes is empty' };
  // As a client's copy of the documentation has it: a 32-bit number, or up to 40 letters, digits and ".-_".
  if (!/^[\w.-]{1,40}$/.test(form.get('id') ?? '')) return { code: 1, text: 'id is not of the form' };
  return null;
};
