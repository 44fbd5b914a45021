import { defineAdapter, secret } from '@perezvon/contracts-adapter';
import type {
  AdapterDependencies,
  AdapterInstance,
  AdapterMethods,
  CallRecord,
  ParseResult,
  Routing,
  Webhook,
  WebhookRequest,
} from '@perezvon/contracts-adapter';
import { bearerAuth, readFlatFields, readJson, readReply, verifyBearer } from '@perezvon/provider-kit';
import { z } from 'zod';

const settingsSchema = z.strictObject({ url: z.url(), password: secret(z.string().min(3)) });
type Settings = z.output<typeof settingsSchema>;

const parties = (phone: string | null) => ({
  direction: 'out' as const,
  clientPhone: phone,
  ownPhone: null,
  extensions: [],
});

const outcomeOf = (talkSeconds: number) =>
  talkSeconds >= 8 ? 'informed' : talkSeconds > 0 ? 'hangup' : 'no_answer';

const parse = (request: WebhookRequest): ParseResult => {
  const read = readFlatFields(request);
  const field = (name: string) => (read.ok ? (read.fields.get(name) ?? '').slice(0, 100) : '');
  if (field('call') === '') return { ok: false, problem: 'no call' };
  const correlation = {
    key: `${field('call')}:${field('state')}`,
    providerCallId: field('call'),
    attemptId: null,
    at: Number(field('at')) > 0 ? new Date(Number(field('at'))) : null,
    providerStatus: field('state'),
  };
  const talkSeconds = Math.max(0, Number(field('talk')) || 0);
  if (field('state') === 'answered') return { ok: true, events: [{ ...correlation, type: 'call.answered' }] };
  if (field('state') !== 'ended') return { ok: true, events: [{ ...correlation, type: 'call.unknown' }] };
  const outcome = outcomeOf(talkSeconds);
  return {
    ok: true,
    events: [{ ...correlation, type: 'call.ended', outcome, talkSeconds, recordingId: null }],
  };
};

const webhookOf = ({ password }: Settings): Webhook => ({
  verify: ({ headers }) => verifyBearer(headers['authorization'], password),
  parse,
  reply: () => ({ status: 200, headers: {}, body: '' }),
});

const routing: Routing = {
  read: (request) => {
    const read = readFlatFields(request);
    const clientPhone = (read.ok && read.fields.get('from')) || null;
    return { ok: true, question: { providerCallId: null, clientPhone, ownPhone: null, digits: null } };
  },
  reply: ({ targets }) => ({ status: 200, headers: {}, body: targets[0] ?? 'default' }),
};

const callSchema = z.object({
  id: z.string(),
  phone: z.string(),
  at: z.number(),
  talk: z.number(),
});

const recordOf = (call: z.output<typeof callSchema>): CallRecord => ({
  providerCallId: call.id,
  attemptId: null,
  parties: parties(call.phone),
  startedAt: new Date(call.at),
  answeredAt: null,
  endedAt: null,
  talkSeconds: call.talk,
  outcome: outcomeOf(call.talk),
  providerStatus: 'ended',
  recordingId: null,
});

const jsonOf = (body: string): unknown => {
  const json = readJson(body);
  return json.ok ? json.value : undefined;
};

type Methods = Pick<AdapterMethods, 'placeReminderCall' | 'sendSms' | 'lookUpCall'>;

const methodsOf = ({ url, password }: Settings, { http, clock }: AdapterDependencies): Methods => {
  const headers = { Authorization: bearerAuth(password) };
  const act = async (path: string, content: object) => {
    const body = JSON.stringify(content);
    const response = await http.send({ method: 'POST', url: `${url}${path}`, headers, body });
    return readReply(response, { kind: 'act', now: clock() });
  };
  return {
    placeReminderCall: async ({ phone, name, visit }) => {
      const reply = await act('/calls', { phone, text: `${name}, ${visit}` });
      if (reply.kind !== 'success') return reply;
      const parsed = z.object({ id: z.string() }).safeParse(jsonOf(reply.body));
      return parsed.success
        ? { kind: 'placed', providerCallId: parsed.data.id }
        : { kind: 'unclear', detail: 'no id' };
    },
    sendSms: async ({ phone, text }) => {
      const reply = await act('/sms', { phone, text });
      if (reply.kind !== 'success') return reply;
      return reply.body === 'OK' ? { kind: 'sent', messageId: null } : { kind: 'unclear', detail: 'no OK' };
    },
    lookUpCall: async ({ providerCallId }) => {
      const response = await http.send({ method: 'GET', url: `${url}/calls?id=${providerCallId}`, headers });
      const reply = readReply(response, { kind: 'ask', now: clock() });
      if (reply.kind !== 'success') return reply;
      const parsed = z.object({ call: callSchema.nullable() }).safeParse(jsonOf(reply.body));
      if (!parsed.success) return { kind: 'refused', reason: 'unavailable', detail: 'no call' };
      const { call } = parsed.data;
      return { kind: 'found', value: call === null ? null : recordOf(call) };
    },
  };
};

/** The smallest adapter that conforms. */
export const acme = defineAdapter({
  id: 'acme',
  displayName: 'Acme',
  docsUrl: 'https://acme.example',
  settings: settingsSchema,
  capabilities: { reminderCall: 'speaks', sms: true, callLookUp: true, inboundRouting: true },
  connection: ({ url }) => ({ origins: [new URL(url).origin] }),
  create: (settings, dependencies): AdapterInstance => ({
    webhook: webhookOf(settings),
    routing,
    ...methodsOf(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
