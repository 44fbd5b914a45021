import { defineAdapter, secret } from '@perezvon/contracts-adapter';
import type { Adapter, AdapterInstance } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import { basicAuth, readFlatFields, readJson, readPlaceReply, verifyBasic } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AdapterConformance } from './conformance.ts';
import { checksOf } from './describe-adapter.ts';

const settings = z.strictObject({ url: z.url(), password: secret(z.string().min(3)) });

/** The smallest adapter that conforms. */
const good = defineAdapter({
  id: 'acme',
  displayName: 'Acme',
  docsUrl: 'https://acme.example',
  settings,
  capabilities: { reminderCall: 'asks' },
  connection: ({ url }) => ({ origins: [new URL(url).origin] }),
  create: ({ url, password }, { http, clock }): AdapterInstance => ({
    webhook: {
      verify: ({ headers }) => verifyBasic(headers['authorization'], { username: 'acme', password }),
      parse: (request) => {
        const read = readFlatFields(request);
        const call = read.ok ? (read.fields.get('call') ?? '').slice(0, 100) : '';
        if (!read.ok || call === '') return { ok: false, problem: 'no call' };
        const status = (read.fields.get('status') ?? '').slice(0, 100);
        const correlation = {
          key: `${call}:${status}`,
          providerCallId: call,
          attemptId: null,
          at: null,
          providerStatus: status,
        };
        const event: CallEvent =
          status === 'yes'
            ? { ...correlation, type: 'call.outcome', outcome: 'confirmed' }
            : { ...correlation, type: 'call.unknown' };
        return { ok: true, events: [event] };
      },
      reply: () => ({ status: 200, headers: {}, body: '' }),
    },
    placeReminderCall: async ({ phone }) => {
      const body = JSON.stringify({ phone, password });
      const reply = readPlaceReply(await http.send({ method: 'POST', url, body }), clock());
      if (reply.kind !== 'success') return reply;
      const json = readJson(reply.body);
      const id = json.ok ? (json.value as { id?: unknown }).id : undefined;
      return typeof id === 'string'
        ? { kind: 'placed', providerCallId: id }
        : { kind: 'unclear', detail: 'no id' };
    },
    close: () => http.close(),
  }),
});

const webhook = (body: object) => ({
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
});

const conformance: AdapterConformance = {
  settings: (origin) => ({ url: origin, password: 'hunter22' }),
  requiredSettings: ['url', 'password'],
  secretSettings: ['password'],
  webhook: {
    security: {
      kind: 'signed',
      otherSecret: (origin) => ({ url: origin, password: 'hunter23' }),
      sign: (request) => ({
        ...request,
        headers: { authorization: basicAuth({ username: 'acme', password: 'hunter22' }) },
      }),
      header: 'authorization',
      coversBody: false,
    },
    fixtures: [
      {
        name: 'yes',
        request: webhook({ call: 17, status: 'yes' }),
        events: [
          {
            type: 'call.outcome',
            outcome: 'confirmed',
            key: '17:yes',
            providerCallId: '17',
            attemptId: null,
            at: null,
            providerStatus: 'yes',
          },
        ],
      },
    ],
    unknownStatus: webhook({ call: '18', status: 'maybe' }),
  },
  reminderCall: {
    take: ({ body }) => {
      const { phone } = JSON.parse(body) as { phone: string };
      expect(phone).toMatch(/^7/);
      return { phone, providerCallId: `id-${phone}`, reply: { status: 200, body: `{"id":"id-${phone}"}` } };
    },
  },
};

const failuresOf = async (adapter: Adapter, data: AdapterConformance = conformance): Promise<string[]> => {
  const failures: string[] = [];
  for (const { name, run } of checksOf(adapter, data)) {
    try {
      await run();
    } catch {
      failures.push(name);
    }
  }
  return failures;
};

type Breakage = (instance: AdapterInstance) => Partial<AdapterInstance>;

const broken = (breakage: Breakage): Adapter => ({
  ...good,
  create: (parsed, dependencies) => {
    const instance = good.create(parsed as z.output<typeof settings>, dependencies);
    return { ...instance, ...breakage(instance) };
  },
});

const withWebhook =
  (change: Partial<AdapterInstance['webhook']>): Breakage =>
  ({ webhook }) => ({
    webhook: { ...webhook, ...change },
  });

describe('the conformance suite', () => {
  test('passes an adapter that conforms, and lists what it checked', async () => {
    expect(await failuresOf(good)).toEqual([]);
    const names = checksOf(good, conformance).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  test('says of a capability that is absent that it does not apply', async () => {
    const { reminderCall: _absent, ...data } = conformance;
    const mute: Adapter = {
      ...broken(({ webhook: kept, close }) => ({ webhook: kept, close })),
      capabilities: {},
      create: (parsed, dependencies) => {
        const { placeReminderCall: _removed, ...rest } = good.create(
          parsed as z.output<typeof settings>,
          dependencies,
        );
        return rest;
      },
    };
    expect(await failuresOf(mute, data)).toEqual([]);
    expect(checksOf(mute, data).map(({ name }) => name)).toContain(
      'reminder call: not applicable, the provider has no such capability',
    );
  });

  const cases: [string, Adapter, string][] = [
    [
      'settings that are not strict',
      { ...good, settings: z.object(settings.shape) },
      'settings: an unknown parameter is refused',
    ],
    [
      'a secret that is not marked',
      { ...good, settings: z.strictObject({ url: z.url(), password: z.string().min(3) }) },
      'settings: every secret is marked as one',
    ],
    [
      'an optional parameter declared required',
      { ...good, settings: settings.extend({ password: secret(z.string().default('none')) }) },
      'settings: without password they are refused, by path and without a secret',
    ],
    [
      'an undeclared capability',
      { ...good, capabilities: {} },
      'shape: it has exactly the methods of its declared capabilities',
    ],
    [
      'a webhook that anyone may send',
      broken(withWebhook({ verify: () => ({ ok: true }) })),
      'security: a proof with any one byte flipped is refused',
    ],
    [
      'a parser that throws',
      broken(withWebhook({ parse: ({ body }) => JSON.parse(Buffer.from(body).toString()) })),
      'webhook: no body, query or header makes it throw or give a malformed event',
    ],
    [
      'a key that is random',
      broken(({ webhook: { parse, ...rest } }) => ({
        webhook: {
          ...rest,
          parse: (request) => {
            const result = parse(request);
            return result.ok
              ? { ok: true, events: result.events.map((event) => ({ ...event, key: String(Math.random()) })) }
              : result;
          },
        },
      })),
      'webhook: the same body twice gives the same keys, in any order of arrival',
    ],
    [
      'a time-out taken for a refusal',
      broken(({ placeReminderCall }) => ({
        placeReminderCall: async (intent) => {
          const result = await placeReminderCall!(intent);
          return result.kind === 'unclear' ? { kind: 'refused', reason: 'unavailable', detail: '' } : result;
        },
      })),
      'reminder call: silence after the request left is unclear',
    ],
    [
      'a request repeated by the adapter itself',
      broken(({ placeReminderCall }) => ({
        placeReminderCall: async (intent) => {
          const result = await placeReminderCall!(intent);
          return result.kind === 'unclear' ? placeReminderCall!(intent) : result;
        },
      })),
      'reminder call: HTTP 500 is unclear',
    ],
    [
      'a detail that quotes the request',
      broken(({ placeReminderCall }) => ({
        placeReminderCall: async (intent) => {
          const result = await placeReminderCall!(intent);
          return result.kind === 'placed' ? result : { ...result, detail: `failed for ${intent.phone}` };
        },
      })),
      'reminder call: no secret, phone or name in any result, even when the provider repeats them',
    ],
    [
      'an adapter that mixes concurrent calls',
      broken(({ placeReminderCall }) => {
        const last: { id: string | null } = { id: null };
        return {
          placeReminderCall: async (intent) => {
            const result = await placeReminderCall!(intent);
            if (result.kind === 'placed') last.id ??= result.providerCallId;
            return result.kind === 'placed' ? { ...result, providerCallId: last.id } : result;
          },
        };
      }),
      'reminder call: fifty at once do not mix',
    ],
  ];

  test.each(cases)('catches %s', async (_name, adapter, check) => {
    expect(await failuresOf(adapter)).toContain(check);
  });
});
