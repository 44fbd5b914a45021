import type { CreateProviderSimulator, SimulatedReply } from '@perezvon/contracts-adapter';

const noHttp: SimulatedReply = { status: 501, body: 'SMTP is not spoken over HTTP' };

/** SMTP has no HTTP far side: this one refuses everything. The tests of the adapter run against a real SMTP server instead. */
export const createSimulator: CreateProviderSimulator = () => ({
  take: ({ method }) => ({
    kind: 'refused',
    problem: `a mail server got an HTTP request (${method})`,
    reply: noHttp,
  }),
  refusal: () => noHttp,
  callId: (serial) => `no-call-${serial}`,
  webhooks: () => [],
});
