import type {
  CreateProviderSimulator,
  ProviderSimulator,
  RefusalReason,
  SimulatedAnswer,
  SimulatedCall,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
  WebhookRequest,
} from '@perezvon/contracts-adapter';
import { z } from 'zod';

const words = (usual: string) => z.array(z.coerce.string()).default([usual]);

/** What the campaign knows of itself: the settings as they stand in YAML. */
const campaignSchema = z.looseObject({
  url: z.string(),
  method: z.string(),
  username: z.string(),
  password: z.string(),
  contentType: z.string().default('application/json charset=utf-8'),
  webhook: z.looseObject({ username: z.string(), password: z.string() }).optional(),
  responses: z
    .looseObject({
      answered: words('Ошибка'),
      confirmed: words('Успешно'),
      declined: words('Отказ'),
      operator: words('Оператор'),
      no_answer: words('Недозвон'),
    })
    .prefault({}),
});
type Campaign = z.output<typeof campaignSchema>;

/**
 * VoiceBox as the seed's 1C code knows it: exact headers, exact order of keys, digits only, and nothing that the synthesiser cannot
 * say. Error bodies are documented nowhere, so a refusal is a status.
 */
export const createSimulator: CreateProviderSimulator = (settings): ProviderSimulator => {
  const campaign = campaignSchema.parse(settings);
  return {
    take: (request) => {
      const fault = envelopeFault(request, campaign);
      return fault === null ? takeBody(request.body, campaign) : refused(fault.status, fault.problem);
    },
    refusal: (reason, retryAfterSeconds) => ({
      ...replyOf(refusalStatuses[reason], reason),
      headers: { 'content-type': 'application/json', 'retry-after': String(retryAfterSeconds) },
    }),
    callId: (serial) => `8f14e45f-ceea-467f-a8f3-${String(serial).padStart(12, '0')}`,
    webhooks: (call, stage) => {
      const word = stage === 'answered' ? pickUpWord(call, campaign) : endWord(call.answer, campaign);
      return word === undefined ? [] : [webhookOf(call, word, campaign)];
    },
  };
};

const refusalStatuses: Readonly<Record<RefusalReason, number>> = {
  bad_phone: 400,
  rate_limited: 429,
  no_money: 402,
  blocked: 403,
  unauthorized: 401,
  invalid_request: 400,
  unavailable: 503,
  not_found: 404,
  not_allowed: 403,
};

const replyOf = (status: number, error: string): SimulatedReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error }),
});

const refused = (status: number, problem: string): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: replyOf(status, 'refused'),
});

interface Fault {
  status: number;
  problem: string;
}

const basic = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const envelopeFault = ({ method, url, headers }: SimulatedRequest, campaign: Campaign): Fault | null => {
  if (url !== new URL(campaign.url).pathname) return { status: 404, problem: `path ${url}` };
  if (method !== 'POST') return { status: 405, problem: `method ${method}` };
  if (headers['authorization'] !== basic(campaign)) return { status: 401, problem: 'wrong credentials' };
  const expected = { 'content-type': campaign.contentType, accept: '*/*', connection: 'keep-alive' };
  const wrong = Object.entries(expected).find(([name, value]) => headers[name] !== value);
  return wrong === undefined ? null : { status: 415, problem: `header ${wrong[0]} is not ${wrong[1]}` };
};

const text = String.raw`"((?:[^"\\]|\\.)*)"`;
const bodyShape = new RegExp(
  String.raw`^\{"method":${text},"data":\{"number":${text},"guid":${text},"name":${text},"visit":${text}\}\}$`,
);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const sayable = /^[A-Za-zА-Яа-яЁё0-9 :]+$/;

const takeBody = (body: Uint8Array, campaign: Campaign): SimulatedResult => {
  const match = bodyShape.exec(Buffer.from(body).toString('utf8'));
  if (match === null) return refused(400, 'not {"method","data":{"number","guid","name","visit"}}');
  const [, method = '', phone = '', guid = '', name = '', visit = ''] = match;
  const problem = fieldProblem({ method, phone, guid, name, visit }, campaign);
  if (problem !== null) return refused(400, problem);
  return {
    kind: 'call',
    phone,
    attemptId: guid,
    spoken: null,
    reply: (callId) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: callId }),
    }),
  };
};

type Fields = Record<'method' | 'phone' | 'guid' | 'name' | 'visit', string>;

const fieldProblem = ({ method, phone, guid, name, visit }: Fields, campaign: Campaign): string | null => {
  const expectations: readonly [boolean, string][] = [
    [uuid.test(method) && method === campaign.method, 'no such method'],
    [/^7\d{10}$/.test(phone), 'data.number is not 11 digits that begin with 7'],
    [uuid.test(guid), 'data.guid is no UUID'],
    [sayable.test(name), 'data.name cannot be said'],
    [sayable.test(visit), 'data.visit cannot be said'],
  ];
  return expectations.find(([holds]) => !holds)?.[1] ?? null;
};

const pickUpWord = ({ answer }: SimulatedCall, { responses }: Campaign): string | undefined =>
  answer === 'no_answer' ? undefined : responses.answered[0];

/** Who hangs up early gets no block of the scenario: the marker of the pick-up is the last word. */
const endWord = (answer: SimulatedAnswer, { responses }: Campaign): string | undefined =>
  answer === 'hangup' || answer === 'informed' ? undefined : responses[answer][0];

const webhookOf = (call: SimulatedCall, response: string, { webhook }: Campaign): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: {
    'content-type': 'application/json',
    ...(webhook === undefined ? {} : { authorization: basic(webhook) }),
  },
  body: Buffer.from(
    JSON.stringify({
      call_id: call.providerCallId,
      number_b: call.phone,
      ...(call.attemptId === null ? {} : { guid: call.attemptId }),
      response,
    }),
  ),
});
