import { secret } from '@perezvon/contracts-adapter';
import type { Adapter } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { acme } from './__fixtures__/acme.adapter.ts';
import { acmeConformance } from './__fixtures__/acme.conformance.ts';
import { createAcmeSimulator } from './__fixtures__/acme.simulator.ts';
import { broken, failuresOf, withWebhook } from './__fixtures__/breakage.ts';
import type { Breakage } from './__fixtures__/breakage.ts';
import type { AdapterConformance } from './conformance.ts';
import { checksOf } from './describe-adapter.ts';

const namesOf = (adapter: Adapter, data: AdapterConformance): string[] =>
  checksOf(adapter, data).map(({ name }) => name);

/** Only its settings and capabilities are left. */
const mute: Adapter = {
  ...acme,
  capabilities: {},
  create: (_settings, { http }) => ({ close: () => http.close() }),
};

describe('the conformance suite', () => {
  test('passes an adapter that conforms, and lists what it checked', async () => {
    expect(await failuresOf(acme)).toEqual([]);
    const names = namesOf(acme, acmeConformance);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });

  test('says of what is absent that it does not apply', async () => {
    const { webhook: _w, reminderCall: _r, routing: _q, operations: _o, ...data } = acmeConformance;
    expect(await failuresOf(mute, data)).toEqual([]);
    expect(namesOf(mute, data).filter((name) => name.includes('not applicable'))).toEqual([
      'webhook: not applicable, the provider sends none',
      'routing: not applicable, the provider never asks who should take a call',
      'reminder call: not applicable, the provider has no such capability',
    ]);
  });

  test('says of a provider that is not spoken to by HTTP why the wire is tried elsewhere', async () => {
    const mail = {
      ...mute,
      capabilities: { email: true },
      connection: () => ({ origins: [] }),
      create: () => ({
        sendEmail: () => Promise.resolve({ kind: 'sent', messageId: null } as const),
        close: () => undefined,
      }),
    } satisfies Adapter;
    const { settings, requiredSettings, secretSettings, simulator } = acmeConformance;
    const data = { settings, requiredSettings, secretSettings, simulator };
    expect(await failuresOf(mail, { ...data, ownTransport: { reason: 'SMTP' } })).toEqual([]);
    expect(namesOf(mail, { ...data, ownTransport: { reason: 'SMTP' } })).toContain(
      "wire: not spoken to by HTTP, so tried in the adapter's own tests (SMTP)",
    );
    expect(await failuresOf(mail, { ...data, ownTransport: { reason: ' ' } })).toHaveLength(1);
  });

  const shape = acme.settings.shape;
  const untried = { ...acmeConformance, operations: acmeConformance.operations.slice(0, 1) };
  const cases: Breakage[] = [
    [
      'settings that are not strict',
      { ...acme, settings: z.object(shape) },
      'settings: an unknown parameter is refused',
    ],
    [
      'a secret that is not marked',
      { ...acme, settings: z.strictObject({ url: z.url(), password: z.string().min(3) }) },
      'settings: every secret is marked as one',
    ],
    [
      'an optional parameter declared required',
      { ...acme, settings: acme.settings.extend({ password: secret(z.string().default('none')) }) },
      'settings: without password they are refused, by path and without a secret',
    ],
    [
      'an undeclared capability',
      { ...acme, capabilities: { reminderCall: 'speaks', callLookUp: true, inboundRouting: true } },
      'shape: it has exactly the methods of its declared capabilities',
    ],
    [
      'a declared capability without its method',
      { ...acme, capabilities: { ...acme.capabilities, hangUp: true } },
      'shape: it has exactly the methods of its declared capabilities',
    ],
    ['a method that nobody tries', acme, 'shape: the suite is told how to try every method', untried],
    [
      'a webhook that is missing',
      { ...acme, create: (_settings, { http }) => ({ close: () => http.close() }) },
      'shape: it has a webhook where its capabilities need one, and the suite knows of it',
    ],
    [
      'a simulator that takes anything',
      acme,
      'shape: its simulator makes call ids, and refuses what is no request of the provider',
      {
        ...acmeConformance,
        simulator: (settings) => ({
          ...createAcmeSimulator(settings),
          take: () => ({ kind: 'done', effect: {}, reply: { status: 200, body: 'OK' } }),
        }),
      },
    ],
    [
      'a simulator that knows no secret',
      acme,
      "sendSms “a text”: with another secret than the provider's it is refused",
      { ...acmeConformance, simulator: () => createAcmeSimulator({ password: 'hunter22' }) },
    ],
    [
      'a capability whose events no fixture shows',
      { ...acme, capabilities: { ...acme.capabilities, callEvents: true } },
      'webhook: the fixtures show what the declared capabilities promise',
    ],
    [
      'a webhook that anyone may send',
      withWebhook(() => ({ verify: () => ({ ok: true }) })),
      'security: a proof with any one byte flipped is refused',
    ],
    [
      'a parser that throws',
      withWebhook(() => ({ parse: ({ body }) => JSON.parse(Buffer.from(body).toString()) })),
      'webhook: no body, query or header makes it throw or give a malformed event',
    ],
    [
      'a key that is random',
      withWebhook(({ parse }) => ({
        parse: (request) => {
          const result = parse(request);
          return result.ok
            ? { ok: true, events: result.events.map((event) => ({ ...event, key: String(Math.random()) })) }
            : result;
        },
      })),
      'webhook: the same body twice gives the same keys, in any order of arrival',
    ],
    [
      'a question that is misread',
      broken(({ routing }) => ({
        routing: { ...routing!, read: () => ({ ok: false, problem: 'not understood' }) },
      })),
      'routing: “a phone” is understood',
    ],
    [
      'a routing reply that throws without a target',
      broken(({ routing }) => ({
        routing: {
          ...routing!,
          reply: ({ targets }) => ({ status: 200, headers: {}, body: targets[0]!.trim() }),
        },
      })),
      'routing: no answer makes it throw, or spoils the reply',
    ],
    [
      'a routing reply that is JSON only by name',
      broken(({ routing }) => ({
        routing: {
          ...routing!,
          reply: ({ targets, callerName }) => ({
            status: 200,
            headers: { 'Content-Type': 'application/json' },
            body: `{"to":"${targets[0]}","name":"${callerName}"}`,
          }),
        },
      })),
      'routing: no answer makes it throw, or spoils the reply',
    ],
    [
      'a routing question that chokes on a hostile request',
      broken(({ routing }) => ({
        routing: {
          ...routing!,
          read: (request) => {
            decodeURIComponent(request.query);
            return routing!.read(request);
          },
        },
      })),
      'routing: no request makes it throw',
    ],
  ];

  for (const [name, adapter, check, data] of cases)
    test(`catches ${name}`, async () => {
      expect(await failuresOf(adapter, data, (each) => each === check)).toEqual([check]);
    });
});
