import type { WebhookRequest } from '@perezvon/contracts-adapter';
import { bearerAuth } from '@perezvon/provider-kit';
import type { AdapterConformance, WebhookSecurity } from '../conformance.ts';
import { createAcmeSimulator } from './acme.simulator.ts';

const webhookWith = (body: object): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});

const asked = (query: string): WebhookRequest => ({
  method: 'GET',
  path: '',
  query,
  headers: {},
  body: Buffer.alloc(0),
});

const security: WebhookSecurity = {
  kind: 'signed',
  otherSecret: (origin) => ({ url: origin, password: 'hunter23' }),
  sign: (request) => ({ ...request, headers: { authorization: bearerAuth('hunter22') } }),
  proof: { header: 'authorization' },
  coversBody: false,
};

const phone = '79000000017';

/** What the suite is told of the smallest adapter. */
export const acmeConformance = {
  settings: (origin) => ({ url: origin, password: 'hunter22' }),
  requiredSettings: ['url', 'password'],
  secretSettings: ['password'],
  simulator: createAcmeSimulator,
  webhook: {
    security,
    fixtures: [
      {
        name: 'picked up',
        request: webhookWith({ call: 17, state: 'answered' }),
        events: [
          {
            type: 'call.answered',
            key: '17:answered',
            providerCallId: '17',
            attemptId: null,
            at: null,
            providerStatus: 'answered',
          },
        ],
      },
    ],
    unknownStatus: webhookWith({ call: '18', state: 'maybe' }),
  },
  reminderCall: {},
  routing: {
    questions: [
      {
        name: 'a phone',
        request: asked(`from=${phone}`),
        question: { providerCallId: null, clientPhone: phone, ownPhone: null, digits: null },
      },
    ],
    answers: [
      {
        name: 'an extension',
        request: asked(`from=${phone}`),
        answer: { targets: ['101'], callerName: null },
        reply: { status: 200, body: '101' },
      },
      {
        name: 'nobody',
        request: asked(`from=${phone}`),
        answer: { targets: [], callerName: null },
        reply: { status: 200, body: 'default' },
      },
    ],
  },
  operations: [
    {
      method: 'sendSms',
      name: 'a text',
      kind: 'act',
      run: async (instance) =>
        instance.sendSms?.({ messageId: '0197a1b2-c3d4-7e5f-8a9b-000000000009', phone, text: 'Ждём вас' }),
      expected: { kind: 'sent', messageId: null },
      effects: [{ sms: 'Ждём вас', phone }],
      personal: [phone, 'Ждём вас'],
    },
    {
      method: 'lookUpCall',
      name: 'a call',
      kind: 'ask',
      run: async (instance) =>
        instance.lookUpCall?.({ attemptId: '', providerCallId: 'id-1', phone, intendedAt: new Date(0) }),
      calls: [
        {
          providerCallId: 'id-1',
          attemptId: null,
          phone,
          answer: 'no_answer',
          startedAt: new Date('2026-06-03T09:00:00Z'),
          answeredAt: null,
          endedAt: null,
        },
      ],
      expected: { kind: 'found', value: { providerCallId: 'id-1', outcome: 'no_answer' } },
    },
  ],
} as const satisfies AdapterConformance;
