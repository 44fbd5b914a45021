import type {
  CreateProviderSimulator,
  SimulatedCall,
  SimulatedReply,
  SimulatedResult,
} from '@perezvon/contracts-adapter';

const talkOf = ({ answeredAt, endedAt }: SimulatedCall): number =>
  answeredAt === null || endedAt === null ? 0 : (endedAt.getTime() - answeredAt.getTime()) / 1000;

const refused = (status: number, problem: string): SimulatedResult => ({
  kind: 'refused',
  problem,
  reply: { status, body: '{"error":"no"}' },
});

const json = (value: unknown): SimulatedReply => ({ status: 200, body: JSON.stringify(value) });

const wireCall = (call: SimulatedCall) => ({
  id: call.providerCallId,
  phone: call.phone,
  at: call.startedAt.getTime(),
  talk: talkOf(call),
});

const statuses = { rate_limited: 429, unauthorized: 401, no_money: 402, unavailable: 503 } as const;

const take = (url: URL, body: Uint8Array): SimulatedResult => {
  if (url.pathname === '/calls' && body.length === 0)
    return {
      kind: 'calls',
      reply: (calls) => {
        const call = calls.find(({ providerCallId }) => providerCallId === url.searchParams.get('id'));
        return json({ call: call === undefined ? null : wireCall(call) });
      },
    };
  const { phone, text } = JSON.parse(Buffer.from(body).toString()) as { phone: string; text: string };
  if (!/^7\d{10}$/.test(phone)) return refused(400, 'phone');
  if (url.pathname === '/sms')
    return { kind: 'done', effect: { sms: text, phone }, reply: { status: 200, body: 'OK' } };
  return { kind: 'call', phone, attemptId: null, spoken: text, reply: (id) => json({ id }) };
};

/** The far side of the smallest adapter. */
export const createAcmeSimulator: CreateProviderSimulator = ({ password }) => ({
  take: ({ url, headers, body }) =>
    headers['authorization'] === `Bearer ${String(password)}`
      ? take(new URL(url, 'http://acme'), body)
      : refused(401, 'wrong password'),
  refusal: (reason, retryAfterSeconds) => ({
    status: reason in statuses ? statuses[reason as keyof typeof statuses] : 403,
    headers: { 'Retry-After': String(retryAfterSeconds) },
    body: '{"error":"no"}',
  }),
  callId: (serial) => `id-${serial}`,
  webhooks: (call, stage) => [
    {
      method: 'POST',
      path: '',
      query: '',
      headers: { authorization: `Bearer ${String(password)}` },
      body: Buffer.from(
        JSON.stringify({
          call: call.providerCallId,
          state: stage,
          talk: talkOf(call),
          at: ((stage === 'answered' ? call.answeredAt : call.endedAt) ?? call.startedAt).getTime(),
        }),
      ),
    },
  ],
});
