import { randomUUID } from 'node:crypto';
import { createFaultSchedule } from '../faults.ts';
import type { Core } from '../party.ts';
import type { CallScript, ReplyKind } from '../script.ts';
import { voiceboxAccountSchema, voiceboxControlSchema } from './voicebox.settings.ts';
import type { VoiceboxAccount } from './voicebox.settings.ts';

/** How VoiceBox is set up and what goes wrong with it now. */
export interface VoiceboxState {
  accounts(): readonly VoiceboxAccount[];
  /** The outage that is on, else what the phone's script or the seed says. */
  scriptFor(phone: string): CallScript;
  /** A new call id of the kind the reply wants; `same_id`: the account's previous one. */
  newCallId(reply: ReplyKind, account: VoiceboxAccount): string;
  /** @throws ZodError for a body it does not know. */
  control(body: unknown): void;
}

const createCallIds = (): VoiceboxState['newCallId'] => {
  const previous = new Map<string, string>();
  let numeric = Date.now() * 10;
  return (reply, { username }) => {
    const old = reply === 'same_id' ? previous.get(username) : undefined;
    const id = old ?? (reply === 'numeric_id' ? String((numeric += 1)) : randomUUID());
    previous.set(username, id);
    return id;
  };
};

export const createVoiceboxState = ({ scripts, monotonic }: Core): VoiceboxState => {
  const outage = createFaultSchedule<CallScript>(monotonic);
  let accounts: VoiceboxAccount[] = [voiceboxAccountSchema.parse({})];
  return {
    accounts: () => accounts,
    scriptFor: (phone) => outage.take() ?? scripts.next(phone),
    newCallId: createCallIds(),
    control: (body) => {
      const control = voiceboxControlSchema.parse(body);
      if (control.accounts) accounts = control.accounts;
      const { hookUrl } = control;
      if (hookUrl !== undefined) accounts = accounts.map((account) => ({ ...account, hookUrl }));
      if (control.defaults) scripts.setDefaults(control.defaults);
      if (control.outage === null) outage.clear();
      if (control.outage) {
        const { for: limit, ...script } = control.outage;
        outage.set(script, limit);
      }
    },
  };
};
