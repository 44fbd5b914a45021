import { expect } from 'vitest';
import type { Check, OperationConformance, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import { faultChecks, refused, unclear } from './fault-checks.ts';
import type { Trial } from './fault-checks.ts';
import { secrecyChecks } from './secrecy-checks.ts';
import { settled } from './settled.ts';

const statusesOfBoth: Readonly<Record<number, unknown>> = {
  307: refused(),
  400: refused(),
  401: refused(),
  403: refused(),
  404: refused(),
  429: { ...refused('rate_limited'), retryAfterMs: 7_000 },
};

const serverFaults = [500, 502, 503, 504];

/** A server that failed may have done it; a question is simply asked again. */
const usualStatuses = (kind: 'ask' | 'act'): Readonly<Record<number, unknown>> => ({
  ...statusesOfBoth,
  ...Object.fromEntries(serverFaults.map((status) => [status, kind === 'act' ? unclear : refused()])),
});

const trialOf = (operation: OperationConformance): Trial => ({
  title: `${operation.method} “${operation.name}”`,
  kind: operation.kind,
  run: operation.run,
  requests: operation.requests ?? 1,
  calls: operation.calls ?? [],
  statuses: { ...usualStatuses(operation.kind), ...operation.statuses },
  replies: operation.replies ?? [],
  personal: operation.personal ?? [],
});

/** Every outgoing method but the placing of reminder calls. */
export const operationChecks = (subject: Subject): Check[] =>
  (subject.conformance.operations ?? []).flatMap((operation) => {
    const trial = trialOf(operation);
    return [
      ...successChecks(subject, operation, trial),
      ...faultChecks(subject, trial),
      ...secrecyChecks(subject, trial),
    ];
  });

const successChecks = (
  subject: Subject,
  { run, expected, effects }: OperationConformance,
  { title, calls, requests: usual }: Trial,
): Check[] => [
  {
    name: `${title}: the provider gets what it wants, and the result is the expected one`,
    run: () =>
      withFarSide(subject, { calls }, async (instance, farSide) => {
        const result = await settled(run(instance));
        expect(farSide.problems).toEqual([]);
        expect({ result }).toMatchObject({ result: expected });
        if (effects !== undefined) expect(farSide.effects).toMatchObject(effects);
        expect(farSide.requests).toHaveLength(usual);
      }),
  },
  {
    name: `${title}: fifty at once do not disturb each other`,
    run: () =>
      withFarSide(subject, { calls }, async (instance, farSide) => {
        const running = Array.from({ length: 50 }, () => settled(run(instance)));
        const results = await Promise.all(running);
        expect(farSide.problems).toEqual([]);
        for (const result of results) expect({ result }).toMatchObject({ result: expected });
        if (effects !== undefined) expect(farSide.effects).toHaveLength(50 * effects.length);
      }),
  },
];
