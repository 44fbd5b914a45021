import { createHash } from 'node:crypto';
import type { ParseResult, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import { readFlatFields } from '@perezvon/provider-kit';
import type { ExolveSettings } from './exolve.config.ts';
import { createNumberBook } from './exolve.parties.ts';
import type { NumberBook } from './exolve.parties.ts';
import { idOf, instantOf, numberOf, outcomeOfTalk } from './exolve.values.ts';

/**
 * Call events: `{type, call_id, call_sid, from|calling_number, to|called_number, date_time, duration, wait_time, talk_time, cause_code,
 * path}`, times in ms, `type` one of b, o, s, h, d, e, crr. Nothing proves where they come from; the token in our URL does.
 */
export const createExolveWebhook = (settings: ExolveSettings): Webhook => {
  const book = createNumberBook(settings);
  return {
    verify: () => ({ ok: true }),
    parse: (request) => parse(request, { settings, book }),
    // Any 2xx: what Exolve expects is documented nowhere.
    reply: () => ({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{}',
    }),
  };
};

interface Account {
  settings: ExolveSettings;
  book: NumberBook;
}

type Fields = ReadonlyMap<string, string>;

const parse = (request: WebhookRequest, account: Account): ParseResult => {
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const { fields } = read;
  // A question about routing that came here by mistake tells nothing of a call.
  if (fields.get('method') === 'getControlCallFollowMe') return { ok: true, events: [] };
  const type = (fields.get('type') ?? '').trim().slice(0, 200);
  if (type === '') return { ok: false, problem: 'нет type' };
  const sid = idOf(fields.get('call_sid'));
  // The documentation calls `call_id` the same in all events and requests of one call: it is what MakeVoiceMessage returned.
  const call = idOf(fields.get('call_id')) ?? sid;
  if (call === null) return { ok: false, problem: 'нет ни call_id, ни call_sid' };
  const correlation: Correlation = {
    key: `${call}:${type.slice(0, 60)}:${fingerprint([type, sid, toOf(fields), fields.get('path')])}`,
    providerCallId: call,
    attemptId: null,
    at: instantOf(fields.get('date_time')),
    providerStatus: type,
  };
  return { ok: true, events: eventsOf(correlation, fields, account) };
};

type Correlation = Omit<Extract<CallEvent, { type: 'call.unknown' }>, 'type'>;

const eventsOf = (correlation: Correlation, fields: Fields, account: Account): CallEvent[] => {
  const type = correlation.providerStatus.toLowerCase();
  const parties = partiesOf(fields, account.book);
  switch (type) {
    case 'b':
    case 'o':
      return [{ ...correlation, ...parties, type: 'call.ringing' }];
    case 's':
      return [{ ...correlation, ...parties, type: 'call.answered' }];
    case 'd':
      return [{ ...correlation, ...parties, ...endOf(talkSecondsOf(fields), account.settings) }];
    case 'h':
    case 'e':
      return account.settings.endEvents.includes(type)
        ? [{ ...correlation, ...parties, ...endOf(null, account.settings) }]
        : [];
    case 'crr':
      return [recordingOf(correlation, fields)];
    default:
      return [{ ...correlation, type: 'call.unknown' }];
  }
};

/**
 * An end without metrics claims as little as it can: `no_answer` adds nothing to what `s` or `d` of the same call said, so that
 * a call picked up still counts as hung up and one heard out as informed, whichever comes first.
 */
const endOf = (talkSeconds: number | null, { heardSeconds }: ExolveSettings) => ({
  type: 'call.ended' as const,
  outcome: talkSeconds === null ? ('no_answer' as const) : outcomeOfTalk(talkSeconds, heardSeconds),
  talkSeconds,
  recordingId: null,
});

const recordingOf = (correlation: Correlation, fields: Fields): CallEvent => {
  const path = (fields.get('path') ?? '').trim();
  return path === '' || path.length > 1000
    ? { ...correlation, type: 'call.unknown' }
    : { ...correlation, type: 'recording.ready', recordingId: path };
};

const partiesOf = (fields: Fields, book: NumberBook) => {
  const parties = book.partiesOf(fields.get('from') ?? fields.get('calling_number'), toOf(fields));
  return parties === undefined ? {} : { parties };
};

const toOf = (fields: Fields): string | undefined => fields.get('to') ?? fields.get('called_number');

/** Seconds of talk; where it isn't told itself, the whole time less the waiting. */
const talkSecondsOf = (fields: Fields): number | null => {
  const talk = numberOf(fields.get('talk_time'));
  if (talk !== null) return talk / 1000;
  const [whole, wait] = [numberOf(fields.get('duration')), numberOf(fields.get('wait_time'))];
  return whole === null || wait === null ? null : Math.max(0, whole - wait) / 1000;
};

/** Tells the legs of one call apart without putting anybody's number into the key. */
const fingerprint = (parts: readonly (string | null | undefined)[]): string =>
  createHash('sha256')
    .update(parts.map((part) => part ?? '').join('\n'))
    .digest('hex')
    .slice(0, 16);
