import type { CallRecord } from '../ledger.ts';
import type { Core } from '../party.ts';
import type { CallScript } from '../script.ts';
import type { Lines } from './voicebox-lines.ts';
import { planCall } from './voicebox-plan.ts';
import type { PlannedWebhook } from './voicebox-plan.ts';
import type { VoiceboxAccount } from './voicebox.settings.ts';
import { webhookBody } from './voicebox-webhook.ts';

/** One call in progress. */
export interface Play {
  call: CallRecord;
  script: CallScript;
  account: VoiceboxAccount;
}

/** Sends one webhook and writes down what became of it; whether it was answered 2xx. */
const send = async (core: Core, { call, account }: Play, planned: PlannedWebhook): Promise<boolean> => {
  const guid = call.echoesGuid ? call.guid : null;
  const content = { callId: call.id, phone: call.phone, response: planned.response, guid };
  const { bytes, text, contentType } = webhookBody(content, planned.malformed);
  const { stage, answer, malformed } = planned;
  const record = core.ledger.addWebhook(call, { stage, answer, body: text, malformed });
  const { hookUrl, hookHeaders } = account;
  const result =
    hookUrl === null
      ? { status: null, error: 'no hook URL' }
      : await core.hooks.send({
          url: hookUrl,
          headers: { 'content-type': contentType, ...hookHeaders },
          body: bytes,
        });
  Object.assign(record, result, { endedAt: core.ledger.now() });
  return result.status !== null && result.status >= 200 && result.status < 300;
};

/** Resolves after the first try; repetitions go on by themselves. */
const deliver = async (
  core: Core,
  play: Play,
  { planned, repeated }: { planned: PlannedWebhook; repeated: number },
): Promise<void> => {
  if (await send(core, play, planned)) return;
  const retry = play.script.retry ?? play.account.retry;
  if (repeated >= retry.times) return;
  core.timers.after(retry.backoffMs * 2 ** repeated, () => {
    void deliver(core, play, { planned, repeated: repeated + 1 });
  });
};

/**
 * Starts the call. The promise resolves when the webhooks that the script wants out before the reply
 * have been answered (at once for `beforeReply: 'none'`).
 */
export const playCall = async (core: Core, lines: Lines, play: Play): Promise<void> => {
  const { call, script, account } = play;
  const plan = planCall(script, account);
  lines.occupy(account, call);
  core.timers.after(plan.endsAtMs, () => lines.free(account, call));
  const sent = plan.webhooks.map(async (planned) => {
    await core.timers.delay(planned.atMs);
    await deliver(core, play, { planned, repeated: 0 });
  });
  const { beforeReply } = script;
  if (beforeReply === 'none') return;
  await Promise.all(
    sent.filter((_, index) => beforeReply === 'all' || plan.webhooks[index]?.stage === 'marker'),
  );
};
