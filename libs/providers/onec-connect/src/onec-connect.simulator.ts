import type {
  CreateProviderSimulator,
  RefusalReason,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from '@perezvon/contracts-adapter';
import { multipartParts, readFields } from './onec-connect.simulator-fields.ts';
import type { FieldKinds, Fields } from './onec-connect.simulator-fields.ts';
import {
  available,
  lines,
  specialists,
  subscriptions,
  treatments,
  users,
} from './onec-connect.simulator-world.ts';

/** Never leaves this module: what is wrong with a request, in the provider's words. */
interface Wrong {
  status: number;
  problem: string;
}

type Handler = (request: SimulatedRequest, query: URLSearchParams) => SimulatedResult | Wrong;

/**
 * push.1c-connect.com as its documentation describes it: paths end with a slash, HTTP Basic, success is an empty 200. It knows the
 * two lines, the users and the specialists of `onec-connect.simulator-world.ts`, and remembers on which lines a bot's hook was set.
 */
export const createSimulator: CreateProviderSimulator = (settings) => {
  const credentials = `${String(settings['username'])}:${String(settings['password'])}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const handlers = createHandlers();
  return {
    take: (request) => {
      const { pathname, searchParams } = new URL(request.url, 'http://push.1c-connect.com');
      if (!pathname.endsWith('/')) return moved(`${pathname}/`);
      if (request.headers['authorization'] !== authorization)
        return refuse({ status: 401, problem: 'wrong or missing Basic credentials' });
      const handler = handlers[`${request.method} ${pathname.replace(uuid, '*')}`];
      if (handler === undefined) return refuse({ status: 404, problem: `no method ${pathname}` });
      const result = handler({ ...request, url: pathname }, searchParams);
      return 'problem' in result && !('kind' in result) ? refuse(result) : result;
    },
    refusal,
    callId: (serial) => `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
    // There are no calls of a robot here.
    webhooks: () => [],
  };
};

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

const createHandlers = (): Readonly<Record<string, Handler>> => {
  const bots = new Set(lines.filter(({ hook_bot }) => hook_bot !== undefined).map(({ line_id }) => line_id));
  return {
    'GET /v1/line/': list(() => lines),
    'GET /v1/line/treatment/': list((query) => ofLine(treatments, query)),
    'GET /v1/line/subscribers/': list(() => users),
    'GET /v1/line/subscriptions/': list((query) => ofLine(subscriptions, query)),
    'GET /v1/line/specialists/': list(() => specialists),
    'GET /v1/line/specialists/*/available/': ({ url }) => availableOn(uuid.exec(url)?.[0] ?? ''),
    'POST /v1/hook/': setHook(bots),
    'POST /v1/line/send/message/': command('message', message, (fields) => messageProblem(fields, bots)),
    'POST /v1/line/send/file/': sendFile('file', bots),
    'POST /v1/line/send/image/': sendFile('image', bots),
    'POST /v1/line/appoint/start/': command('appoint start', { ...person, author_id: 'id' }),
    'POST /v1/line/appoint/spec/': command('appoint spec', { ...person, spec_id: 'id!' }, onlineProblem),
    'POST /v1/line/reroute/': command(
      'reroute',
      { ...person, to_line_id: 'id!', quote: 'text' },
      targetProblem,
    ),
    'POST /v1/line/drop/treatment/': command('drop treatment', { ...person, author_id: 'id' }),
  };
};

const person: FieldKinds = { line_id: 'id!', user_id: 'id!' };
const flags: FieldKinds = { bot_as_spec: 'flag', notification_only: 'flag', keyboard: 'keyboard' };
const message: FieldKinds = { ...person, author_id: 'id', text: 'text!', ...flags };
const file: FieldKinds = { ...person, author_id: 'id', file_name: 'text!', comment: 'text', ...flags };

type Check = (fields: Fields) => Wrong | null;

/** A POST of JSON about one person on one line. */
const command =
  (effect: string, kinds: FieldKinds, check: Check = () => null): Handler =>
  ({ headers, body }) => {
    if (!isJson(headers['content-type'])) return { status: 400, problem: 'the content type is not JSON' };
    const fields = readFields(Buffer.from(body).toString('utf8'), kinds);
    if (typeof fields === 'string') return { status: 400, problem: fields };
    return personProblem(fields) ?? check(fields) ?? done({ effect, ...fields });
  };

const sendFile =
  (effect: string, bots: ReadonlySet<string>): Handler =>
  ({ headers, body }) => {
    const parts = multipartParts(headers['content-type'], body);
    const [meta, content] = parts;
    if (parts.length !== 2 || meta?.name !== 'meta' || content?.name !== 'file')
      return { status: 400, problem: 'the form is not the two parts meta and file' };
    if (content.fileName === null) return { status: 400, problem: 'the part file has no file name' };
    const fields = isJson(meta.contentType)
      ? readFields(meta.content.toString('utf8'), file)
      : 'the part meta is not JSON';
    if (typeof fields === 'string') return { status: 400, problem: fields };
    const bytes = { contentType: content.contentType, base64: content.content.toString('base64') };
    return fileProblem(fields, bots) ?? done({ effect, ...fields, ...bytes });
  };

const fileProblem = (fields: Fields, bots: ReadonlySet<string>): Wrong | null =>
  personProblem(fields) ?? messageProblem(fields, bots);

const setHook =
  (bots: Set<string>): Handler =>
  ({ headers, body }) => {
    if (!isJson(headers['content-type'])) return { status: 400, problem: 'the content type is not JSON' };
    const kinds: FieldKinds = { type: 'text!', url: 'text!', id: 'id', back_auth: 'back_auth' };
    const fields = readFields(Buffer.from(body).toString('utf8'), kinds);
    if (typeof fields === 'string') return { status: 400, problem: fields };
    const wrong = hookProblem(fields);
    if (wrong === null && fields['type'] === 'bot') bots.add(String(fields['id']));
    return wrong ?? done({ effect: 'hook', ...fields });
  };

const hookProblem: Check = ({ type, url, id }) => {
  if (type !== 'bot' && type !== 'line') return { status: 422, problem: 'type is neither bot nor line' };
  if (!URL.canParse(String(url))) return { status: 422, problem: 'url is no address' };
  if (type === 'bot' && id === undefined) return { status: 422, problem: 'a bot needs its line' };
  return id === undefined || isLine(id) ? null : { status: 404, problem: 'no such line' };
};

/** The words of 403 were recorded from the real service. */
const personProblem = ({ line_id, user_id }: Fields): Wrong | null => {
  if (!isLine(line_id)) return { status: 404, problem: 'no such line' };
  const isSubscriber = subscriptions.some((each) => each.line_id === line_id && each.user_id === user_id);
  return isSubscriber ? null : { status: 403, problem: 'User is not a subscriber or never been online' };
};

/** The flags forbid a keyboard; without them a bot's hook must have been set on the line. */
const messageProblem = (fields: Fields, bots: ReadonlySet<string>): Wrong | null => {
  const isFlagged = fields['notification_only'] === true || fields['bot_as_spec'] === true;
  if (isFlagged && fields['keyboard'] !== undefined)
    return { status: 422, problem: 'a keyboard with bot_as_spec or notification_only' };
  if (!isFlagged && !bots.has(String(fields['line_id'])))
    return { status: 422, problem: 'no bot hook was ever set on the line' };
  const mustBeOnline = fields['bot_as_spec'] === true && fields['author_id'] !== undefined;
  return mustBeOnline && !isOnline(fields['author_id'])
    ? { status: 422, problem: 'the author is not online' }
    : null;
};

const onlineProblem: Check = ({ spec_id }) =>
  isOnline(spec_id) ? null : { status: 422, problem: 'the specialist is not online' };

const targetProblem: Check = ({ to_line_id }) =>
  isLine(to_line_id) ? null : { status: 404, problem: 'no line to reroute to' };

const availableOn = (lineId: string): SimulatedResult | Wrong =>
  isLine(lineId) ? json(available, 'available') : { status: 404, problem: 'no such line' };

const isOnline = (id: unknown): boolean => available.some((specialistId) => specialistId === id);

const isLine = (id: unknown): boolean => lines.some(({ line_id }) => line_id === id);

const isJson = (contentType: string | undefined): boolean =>
  /^application\/json(;\s*charset=utf-8)?$/i.test(contentType ?? '');

const ofLine = <Row extends { line_id: string }>(rows: readonly Row[], query: URLSearchParams): Row[] =>
  rows.filter(({ line_id }) => [null, line_id].includes(query.get('line_id')));

const list =
  (rows: (query: URLSearchParams) => readonly object[]): Handler =>
  ({ url }, query) =>
    json(rows(query), url);

const json = (rows: readonly unknown[], asked: string): SimulatedResult => ({
  kind: 'done',
  effect: { asked },
  reply: {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(rows),
  },
});

const done = (effect: Readonly<Record<string, unknown>>): SimulatedResult => ({
  kind: 'done',
  effect,
  reply: { status: 200, body: '' },
});

const moved = (location: string): SimulatedResult => ({
  kind: 'refused',
  problem: 'the path does not end with a slash',
  reply: { status: 301, headers: { location }, body: '' },
});

const refuse = ({ status, problem }: Wrong): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: failure(status, problem),
});

const failure = (
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatedReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify({ error }),
});

const statuses: Readonly<Partial<Record<RefusalReason, number>>> = {
  unauthorized: 401,
  not_allowed: 403,
  not_found: 404,
  rate_limited: 429,
  unavailable: 503,
};

const refusal = (reason: RefusalReason, retryAfterSeconds: number): SimulatedReply => {
  const status = statuses[reason] ?? 422;
  const mayReturn = status === 429 || status === 503;
  return failure(status, reason, mayReturn ? { 'retry-after': String(retryAfterSeconds) } : {});
};
