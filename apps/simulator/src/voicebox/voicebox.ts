import type { Exchange } from '../exchange.ts';
import type { CallRecord } from '../ledger.ts';
import type { Core, Party } from '../party.ts';
import { placesCall } from '../script.ts';
import type { CallScript } from '../script.ts';
import { admit } from './voicebox-admission.ts';
import type { Admission, Refusal } from './voicebox-admission.ts';
import { createLines } from './voicebox-lines.ts';
import { playCall } from './voicebox-player.ts';
import { replyIdOf, sendPlacingReply } from './voicebox-reply.ts';
import { createVoiceboxState } from './voicebox-state.ts';

/** Writes the placing request down with everything the script settles beforehand. */
const recordCall = (
  { ledger }: Core,
  { request, account }: Exclude<Admission, Refusal>,
  { id, script }: { id: string; script: CallScript },
): CallRecord =>
  ledger.addCall({
    provider: 'voicebox',
    account: account.username,
    id,
    phone: request.phone,
    guid: request.guid,
    name: request.name,
    visit: request.visit,
    placed: placesCall(script),
    replied: script.reply === 'status' ? `status ${script.status}` : script.reply,
    replyId: replyIdOf(script.reply, id),
    echoesGuid: script.echoGuid ?? account.echoGuid,
    scenario: script,
  });

/** MTT VoiceBox, `POST /voicebox/api/v1/sb`: places a call by HTTP and reports it by the scenario's webhooks. */
export const createVoicebox = (core: Core): Party => {
  const { ledger, timers } = core;
  const state = createVoiceboxState(core);
  const lines = createLines(ledger);
  const violate = (kind: string, detail: string, reference: string | null): void =>
    ledger.addViolation({ party: 'voicebox', kind, detail, reference });

  const handle = async (exchange: Exchange): Promise<void> => {
    const admission = admit(exchange, state.accounts());
    if (!admission.ok) {
      violate(admission.kind, admission.detail, null);
      exchange.replyJson(admission.status, { error: admission.kind });
      return;
    }
    const { request, account, unsayable } = admission;
    if (request.guid === null) violate('missing_guid', 'data.guid is empty', null);
    if (unsayable.length > 0) violate('unsayable', `variables ${unsayable.join(', ')}`, request.guid);
    const script = state.scriptFor(request.phone);
    const call = recordCall(core, admission, { id: state.newCallId(script.reply, account), script });
    if (call.placed) await playCall(core, lines, { call, script, account });
    await timers.delay(script.replyDelayMs);
    sendPlacingReply(exchange, call.id, script);
  };

  return {
    handle,
    control: (_path, body) => state.control(body),
    busy: () => lines.busy(),
    stop: () => lines.clear(),
  };
};
