import type { SimulatedReply, SimulatedRequest } from '@perezvon/contracts-adapter';
import { refusalReasons } from '@perezvon/contracts-adapter';
import { readJson } from '@perezvon/provider-kit';
import { expect } from 'vitest';
import type { Check, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import type { Trial } from './fault-checks.ts';
import { secretsOf, validSettings } from './instance.ts';
import { settled } from './settled.ts';

/** What the adapter tells when the provider repeats to it all it was sent, and what no reply may make it do. */
export const secrecyChecks = (subject: Subject, trial: Trial): Check[] => [
  {
    name: `${trial.title}: nothing secret or personal in any result, even when the provider repeats it`,
    run: async () => {
      const forbidden = [...secretsOf(subject), ...trial.personal];
      for (const echo of echoes(subject, forbidden))
        expectSilent(await outcomeOf(subject, trial, echo), forbidden);
    },
  },
  {
    name: `${trial.title}: no reply makes it throw`,
    run: async () => {
      for (const reply of oddReplies) {
        const result = await outcomeOf(subject, trial, () => reply);
        expect(result, String(reply.body).slice(0, 40)).toMatchObject({ kind: expect.any(String) as string });
      }
    },
  },
];

const expectSilent = (result: unknown, forbidden: readonly string[]): void => {
  // A recording is the provider's own words; nobody logs it.
  const told = JSON.stringify(result, (name, value: unknown) => (name === 'audio' ? null : value));
  for (const text of forbidden) expect(told).not.toContain(text);
};

type Echo = (request: SimulatedRequest) => SimulatedReply;

const echoes = (subject: Subject, forbidden: readonly string[]): Echo[] => {
  const statuses = [200, 400, 401, 403, 429, 500];
  const simulator = subject.conformance.simulator(validSettings(subject.conformance));
  const everything = forbidden.join(' ');
  return [
    ...statuses.map((status): Echo => (request) => ({
      status,
      body: `${JSON.stringify(request.headers)} ${Buffer.from(request.body).toString()} ${everything}`,
    })),
    // The provider's own refusals, with all that was sent in every text of theirs.
    ...refusalReasons.map((reason): Echo => () => {
      const reply = simulator.refusal(reason, 7);
      return { ...reply, body: withEverything(Buffer.from(reply.body).toString(), everything) };
    }),
  ];
};

const withEverything = (body: string, everything: string): string => {
  const json = readJson(body);
  return json.ok ? JSON.stringify(prolonged(json.value, everything)) : `${body} ${everything}`;
};

const prolonged = (value: unknown, everything: string): unknown => {
  if (typeof value === 'string') return `${value} ${everything}`;
  if (Array.isArray(value)) return value.map((each) => prolonged(each, everything));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, prolonged(each, everything)]));
};

const oddReplies: readonly SimulatedReply[] = [
  ...[
    'null',
    '17',
    '"text"',
    '[]',
    '{}',
    '[null]',
    '{"result":null}',
    '{"error":null}',
    '{"error":17}',
  ].flatMap((body) => [
    { status: 200, headers: { 'Content-Type': 'application/json' }, body },
    { status: 400, headers: { 'Content-Type': 'application/json' }, body },
  ]),
  { status: 200, body: Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0xc3, 0x28]) },
  { status: 204, body: '' },
  { status: 299, body: ';;;\n"\n' },
  { status: 429, headers: { 'Retry-After': 'soon' }, body: '' },
];

const outcomeOf = (subject: Subject, trial: Trial, echo: Echo): Promise<unknown> =>
  withFarSide(
    subject,
    {
      calls: trial.calls,
      fault: (request, serial) => (serial < trial.requests ? undefined : echo(request)),
      http: { timeoutMs: 5_000 },
    },
    (instance) => settled(trial.run(instance)),
  );
