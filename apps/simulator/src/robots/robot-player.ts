import type { WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallRecord } from '../ledger.ts';
import type { Core } from '../party.ts';
import type { CallScript } from '../script.ts';
import { instantOf, toldCall } from './robot-calls.ts';
import type { Lines } from './robot-lines.ts';
import { planCall } from './robot-plan.ts';
import type { CallPlan, PlannedNews } from './robot-plan.ts';
import type { RobotFacts } from './robot-state.ts';
import { spoilWebhook, webhookText } from './robot-webhook.ts';

/** One call in progress. */
export interface Play {
  call: CallRecord;
  script: CallScript;
  robot: RobotFacts;
}

interface Sending {
  planned: PlannedNews;
  webhook: WebhookRequest;
  /** As the ledger keeps it. */
  text: string;
}

const addressOf = (hookUrl: string, { path, query }: WebhookRequest): string =>
  `${hookUrl}${path}${query === '' ? '' : `?${query}`}`;

/** Sends one webhook and writes down what became of it; whether it was answered 2xx. */
const send = async (core: Core, play: Play, { planned, webhook, text }: Sending): Promise<boolean> => {
  const { call, script, robot } = play;
  const { stage, malformed } = planned;
  const answer = stage === 'marker' || (stage === 'decision' && script.word !== null) ? null : planned.answer;
  const record = core.ledger.addWebhook(call, { stage, answer, body: text, malformed });
  const { hookUrl } = robot.setup;
  const result =
    hookUrl === null
      ? { status: null, error: 'no hook URL' }
      : await core.hooks.send({ ...webhook, url: addressOf(hookUrl, webhook) });
  Object.assign(record, result, { endedAt: core.ledger.now() });
  return result.status !== null && result.status >= 200 && result.status < 300;
};

/** Resolves after the first try; repetitions go on by themselves. */
const deliver = async (
  core: Core,
  play: Play,
  job: { sending: Sending; repeated: number },
): Promise<void> => {
  const { sending, repeated } = job;
  if (await send(core, play, sending)) return;
  const retry = play.script.retry ?? play.robot.setup.retry;
  if (repeated >= retry.times) return;
  core.timers.after(retry.backoffMs * 2 ** repeated, () => {
    void deliver(core, play, { sending, repeated: repeated + 1 });
  });
};

/** The webhooks of one point of the call, one after the other, as the provider has them. */
const tell = async (
  core: Core,
  play: Play,
  told: { planned: PlannedNews; plan: CallPlan },
): Promise<void> => {
  const { planned, plan } = told;
  const { dialect, kind } = play.robot;
  const call = toldCall(play.call, planned, plan.answeredMs);
  const word = planned.stage === 'decision' ? play.script.word : null;
  const alteration = { malformed: planned.malformed, word, wordField: kind.wordField };
  for (const webhook of dialect.webhooks(call, planned.stage === 'marker' ? 'answered' : 'ended')) {
    const spoilt = spoilWebhook(webhook, alteration);
    const sending = { planned, webhook: spoilt, text: webhookText(spoilt, alteration) };
    await deliver(core, play, { sending, repeated: 0 });
  }
};

const holdLine = (core: Core, lines: Lines, { play, plan }: { play: Play; plan: CallPlan }): void => {
  const { call, robot } = play;
  const { answeredMs, endsMs } = plan;
  lines.occupy(robot, call);
  if (answeredMs !== null)
    core.timers.after(answeredMs, () => {
      call.answeredAt = instantOf(call, answeredMs).toISOString();
    });
  core.timers.after(endsMs, () => {
    call.endedAt = instantOf(call, endsMs).toISOString();
    lines.free();
  });
};

/**
 * Starts the call. The promise resolves when the webhooks that the script wants out before the reply
 * have been answered (at once for `beforeReply: 'none'`).
 */
export const playCall = async (core: Core, lines: Lines, play: Play): Promise<void> => {
  const plan = planCall(play.script, play.robot.speaks);
  holdLine(core, lines, { play, plan });
  const sent = plan.news.map(async (planned) => {
    await core.timers.delay(planned.atMs);
    await tell(core, play, { planned, plan });
  });
  const { beforeReply } = play.script;
  if (beforeReply === 'none') return;
  await Promise.all(sent.filter((_, index) => beforeReply === 'all' || plan.news[index]?.stage === 'marker'));
};
