import type { AdapterInstance, SimulatedCall, SimulatedReply } from '@perezvon/contracts-adapter';
import { expect } from 'vitest';
import type { Check, ReplyCase, Subject } from './conformance.ts';
import { withFarSide } from './far-side.ts';
import type { FarSide, Scene } from './far-side.ts';
import { nowhere, withInstance, withOtherSecrets } from './instance.ts';
import { settled } from './settled.ts';
import type { WireFault } from './simulator.ts';

/** One outgoing method with its arguments, as the checks of the wire need it. */
export interface Trial {
  /** Begins the name of each check. */
  title: string;
  kind: 'ask' | 'act';
  run: (instance: AdapterInstance) => Promise<unknown>;
  /** HTTP requests it takes when all goes well; a fault strikes the last of them. */
  requests: number;
  calls: readonly SimulatedCall[];
  /** What a status means, the usual ones and the provider's own. */
  statuses: Readonly<Record<number, unknown>>;
  /** The provider's own replies; one named as a usual case takes its place. */
  replies: readonly ReplyCase<unknown>[];
  /** Texts that may stand in no result of a failure. */
  personal: readonly string[];
}

export const refused = (reason?: string): Readonly<Record<string, unknown>> =>
  reason === undefined ? { kind: 'refused' } : { kind: 'refused', reason };
export const unclear = { kind: 'unclear' } as const;

/** An act whose end nobody knows is unclear; a question may simply be asked again. */
const doubtful = ({ kind }: Trial) => (kind === 'act' ? unclear : refused());

const usualReplies = (trial: Trial): readonly ReplyCase<unknown>[] => [
  {
    name: 'html',
    reply: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Добро пожаловать</html>' },
    expected: doubtful(trial),
  },
  {
    name: 'garbage',
    reply: {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '{"surprise":{"of":[1,null,"x"]}}',
    },
    expected: doubtful(trial),
  },
  { name: 'empty', reply: { status: 200, body: '' }, expected: doubtful(trial) },
];

/** What the adapter makes of a provider that fails, refuses or says what nobody expected. */
export const faultChecks = (subject: Subject, trial: Trial): Check[] => {
  const usual = usualReplies(trial).filter(({ name }) => trial.replies.every((own) => own.name !== name));
  return [
    ...Object.entries(trial.statuses).map(([status, expected]) =>
      replyCheck(subject, trial, {
        name: `HTTP ${status} is ${describe(expected)}`,
        reply: replyOf(Number(status)),
        expected,
      }),
    ),
    ...[...usual, ...trial.replies].map(({ name, reply, expected }) =>
      replyCheck(subject, trial, { name: `“${name}” is ${describe(expected)}`, reply, expected }),
    ),
    ...wireChecks(subject, trial),
    ...(trial.requests > 1 ? [earlierStepCheck(subject, trial)] : []),
    strangerCheck(subject, trial),
  ];
};

const replyOf = (status: number): SimulatedReply => ({
  status,
  headers: { Location: '/elsewhere', ...(status === 429 ? { 'Retry-After': '7' } : {}) },
  body: 'error',
});

const describe = (expected: unknown): string => {
  if (typeof expected !== 'object' || expected === null || !('kind' in expected))
    return 'what the author says';
  const reason = 'reason' in expected ? `: ${String(expected.reason)}` : '';
  return `${String(expected.kind)}${reason}`;
};

/** Runs the trial while the last of its requests, and all after it, meet the fault. */
export const withFault = <Result>(
  subject: Subject,
  { trial, fault, http = {} }: { trial: Trial; fault: SimulatedReply | WireFault; http?: Scene['http'] },
  run: (result: unknown, farSide: FarSide) => Result | Promise<Result>,
): Promise<Result> =>
  withFarSide(
    subject,
    {
      calls: trial.calls,
      http,
      fault: (_request, serial) => (serial < trial.requests ? undefined : fault),
    },
    async (instance, farSide) => run(await settled(trial.run(instance)), farSide),
  );

/** Repeating an act is the dialer's or notifier's decision alone; a question may be repeated by the HTTP client. */
const expectSentOnce = (trial: Trial, { requests }: FarSide): void => {
  if (trial.kind === 'act') expect(requests).toHaveLength(trial.requests);
  else expect(requests.length).toBeGreaterThanOrEqual(trial.requests);
};

const replyCheck = (
  subject: Subject,
  trial: Trial,
  { name, reply, expected }: ReplyCase<unknown>,
): Check => ({
  name: `${trial.title}: ${name}`,
  run: () =>
    withFault(subject, { trial, fault: reply }, (result, farSide) => {
      expect(result).toMatchObject(expected as object);
      expectSentOnce(trial, farSide);
    }),
});

const wireChecks = (subject: Subject, trial: Trial): Check[] => {
  const expected = doubtful(trial);
  const word = trial.kind === 'act' ? 'is unclear' : 'is a refusal';
  return [
    {
      name: `${trial.title}: silence after the request left ${word}`,
      run: () =>
        withFault(subject, { trial, fault: 'silence', http: { timeoutMs: 500 } }, (result, farSide) => {
          expect(result).toMatchObject(expected);
          expectSentOnce(trial, farSide);
        }),
    },
    {
      name: `${trial.title}: a connection cut after the request left ${word}`,
      run: () =>
        withFault(subject, { trial, fault: 'cut' }, (result, farSide) => {
          expect(result).toMatchObject(expected);
          expectSentOnce(trial, farSide);
        }),
    },
    {
      name: `${trial.title}: a provider that cannot be reached surely did nothing`,
      run: () =>
        withInstance(subject.adapter, { settings: subject.conformance.settings(nowhere) }, async (instance) =>
          expect(await settled(trial.run(instance))).toMatchObject(refused('unavailable')),
        ),
    },
  ];
};

const earlierStepCheck = (subject: Subject, trial: Trial): Check => ({
  name: `${trial.title}: a fault before its last request is no success`,
  run: () =>
    withFarSide(
      subject,
      {
        calls: trial.calls,
        fault: (_request, serial) => (serial === 1 ? { status: 500, body: 'error' } : undefined),
        http: { timeoutMs: 5_000 },
      },
      async (instance, { requests }) => {
        const result = (await settled(trial.run(instance))) as { kind?: unknown };
        // The HTTP client may have asked again, with success; then all requests were made and one more.
        if (requests.length <= trial.requests) expect(['refused', 'unclear']).toContain(result.kind);
      },
    ),
});

/** Shows as well that the simulator looks at credentials at all. */
const strangerCheck = (subject: Subject, trial: Trial): Check => ({
  name: `${trial.title}: with another secret than the provider's it is refused`,
  run: () =>
    withFarSide(
      subject,
      { calls: trial.calls, known: (settings) => withOtherSecrets(settings, subject) },
      async (instance, { problems }) => {
        expect(await settled(trial.run(instance))).toMatchObject(refused());
        expect(problems).not.toEqual([]);
      },
    ),
});
