import { createLedger } from '../ledger.ts';
import type { CallRecord, EventRecord, LedgerSnapshot } from '../ledger.ts';
import { callScriptSchema } from '../script.ts';
import type { Answer, Malformation } from '../script.ts';

export const minutes = (count: number): number => count * 60_000;
const start = Date.parse('2026-06-03T09:00:00Z');
export const at = (minute: number): Date => new Date(start + minutes(minute));

export interface Story {
  /** Sets the ledger's clock, minutes after the start of the day. */
  time(minute: number): Story;
  call(guid: string, overrides?: Partial<CallRecord>): Story;
  /** A webhook of the last call. */
  webhook(answer: Answer, outcome?: { status?: number | null; malformed?: Malformation | null }): Story;
  event(id: string, event: StoryEvent): Story;
  violation(kind: string): Story;
  snapshot(): LedgerSnapshot;
}

export interface StoryEvent extends Partial<
  Pick<EventRecord, 'type' | 'subject' | 'seq' | 'status' | 'infobase' | 'time'>
> {
  guid?: string | null;
  booking?: string;
  final?: boolean;
  data?: Record<string, unknown>;
}

const plainCall = (guid: string) => ({
  provider: 'mtt-voicebox',
  account: 'mtt-main',
  id: `id-${guid}`,
  phone: '79160000001',
  guid,
  name: null,
  visit: null,
  spoken: null,
  placed: true,
  replied: 'ok',
  replyId: `id-${guid}`,
  echoesGuid: false,
  scenario: callScriptSchema.parse({}),
});

const plainEvent = (
  id: string,
  { guid = null, booking = 'b1', final = false, data = {}, ...event }: StoryEvent,
): Omit<EventRecord, 'sequence' | 'at'> => ({
  infobase: 'clinic',
  id,
  seq: id.replace(/\D/g, '').padStart(12, '0'),
  type: 'booking.confirmed',
  subject: booking,
  time: null,
  data: { booking_id: booking, call_id: guid, final, ...data },
  batch: null,
  request: 0,
  status: 'accepted',
  duplicateOf: null,
  ...event,
});

/** A hand-written ledger, told in order; ids of events are `e1`, `e2` … and give their `seq`. */
export const tellStory = (): Story => {
  let now = at(0);
  const ledger = createLedger(() => now);
  let last: CallRecord | null = null;
  const story: Story = {
    time: (minute) => {
      now = at(minute);
      return story;
    },
    call: (guid, overrides = {}) => {
      last = ledger.addCall({ ...plainCall(guid), ...overrides });
      return story;
    },
    webhook: (answer, { status = 200, malformed = null } = {}) => {
      if (!last) throw new Error('a webhook belongs to a call');
      const record = ledger.addWebhook(last, { stage: 'decision', answer, body: '{}', malformed });
      Object.assign(record, { status, endedAt: ledger.now() });
      return story;
    },
    event: (id, event) => {
      ledger.addEvent(plainEvent(id, event));
      return story;
    },
    violation: (kind) => {
      ledger.addViolation({ party: 'robots/mtt-main', kind, detail: '', reference: null });
      return story;
    },
    snapshot: () => ledger.snapshot(),
  };
  return story;
};
