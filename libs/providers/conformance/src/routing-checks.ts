import type { AdapterInstance, RouteAnswer, Routing, WebhookRequest } from '@perezvon/contracts-adapter';
import { readJson } from '@perezvon/provider-kit';
import { expect } from 'vitest';
import type { Check, RoutingConformance, Subject } from './conformance.ts';
import { hostileRequests } from './hostile-bodies.ts';
import { validSettings, withInstance } from './instance.ts';

type MakeCheck = (name: string, run: (routing: Routing) => void) => Check;

/** “Who should take this call?” asked while it rings. */
export const routingChecks = ({ adapter, conformance }: Subject): Check[] => {
  const { routing } = conformance;
  if (routing === undefined)
    return [
      {
        name: 'routing: not applicable, the provider never asks who should take a call',
        run: () => expect(adapter.capabilities.inboundRouting).toBeUndefined(),
      },
    ];
  const check: MakeCheck = (name, run) => ({
    name: `routing: ${name}`,
    run: () =>
      withInstance(adapter, { settings: validSettings(conformance) }, (instance) => run(routingOf(instance))),
  });
  return [...knownChecks(routing, check), ...hostileChecks(routing, check)];
};

const routingOf = ({ routing }: AdapterInstance): Routing => {
  if (routing === undefined) throw new Error('the adapter has no routing');
  return routing;
};

const knownChecks = ({ questions, answers }: RoutingConformance, check: MakeCheck): Check[] => [
  check('there are questions, and answers with and without a target', () => {
    expect(questions.length).toBeGreaterThan(0);
    const hasTarget = new Set(answers.map(({ answer }) => answer.targets.length > 0));
    expect(hasTarget).toEqual(new Set([true, false]));
  }),
  ...questions.map(({ name, request, question }) =>
    check(`“${name}” is understood`, (routing) =>
      expect(routing.read(request)).toEqual({ ok: true, question }),
    ),
  ),
  ...answers.map(({ name, request, answer, reply }) =>
    check(`“${name}” is said as the provider wants it`, (routing) =>
      expect(routing.reply(answer, request)).toMatchObject(reply),
    ),
  ),
];

const oddAnswers: readonly RouteAnswer[] = [
  { targets: [], callerName: null },
  { targets: [], callerName: '' },
  { targets: ['101', '79000000001', '102'], callerName: 'Ёжикова "Ё" <a&b>\n\\ 🙂' },
  { targets: Array.from({ length: 200 }, (_value, index) => String(index)), callerName: 'я'.repeat(10_000) },
];

const hostileChecks = ({ questions, answers }: RoutingConformance, check: MakeCheck): Check[] => {
  const samples = [...questions, ...answers].map(({ request }) => request);
  const hostile = samples.slice(0, 1).flatMap(hostileRequests);
  return [
    check('no request makes it throw', (routing) =>
      hostile.forEach(([name, request]) => {
        const read = routing.read(request);
        if (!read.ok) expect(read.problem, name).not.toBe('');
      }),
    ),
    check('no answer makes it throw, or spoils the reply', (routing) =>
      [...samples, ...hostile.map(([, request]) => request)].forEach((request) =>
        oddAnswers.forEach((answer) => expectSound(routing, answer, request)),
      ),
    ),
  ];
};

const expectSound = (routing: Routing, answer: RouteAnswer, request: WebhookRequest): void => {
  const { status, headers, body } = routing.reply(answer, request);
  expect([status >= 200, status < 600]).toEqual([true, true]);
  const contentType =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/json/i.test(contentType)) expect(readJson(body).ok).toBe(true);
};
