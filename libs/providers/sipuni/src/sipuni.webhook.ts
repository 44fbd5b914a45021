import type { ParseResult, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import { readFlatFields } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';
import { spokenOutcome } from './sipuni.outcome.ts';
import { partiesOf } from './sipuni.parties.ts';

/**
 * «События на АТС»: GET or POST, urlencoded, not signed; the reply must be JSON with `success`, else Sipuni may stop sending.
 * `event`: 1 start, 2 hang-up, 3 answer, 4 hang-up of one leg while the call goes on (transfer).
 * Source: doc.sipuni.com/articles/626-636-640--otpravka-sobytij-http.
 */
export const createSipuniWebhook = (settings: SipuniSettings): Webhook => ({
  verify: () => ({ ok: true }),
  parse: (request) => parse(request, settings),
  reply: () => ({
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '{"success":true}',
  }),
});

type Fields = ReadonlyMap<string, string>;
type Correlation = Omit<Extract<CallEvent, { type: 'call.unknown' }>, 'type'>;

const parse = (request: WebhookRequest, settings: SipuniSettings): ParseResult => {
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const callId = identifier(read.fields.get('call_id'));
  const kind = short(read.fields, 'event', 10);
  // Saving the address in the cabinet calls it without any field of a call.
  if (callId === null && kind === '') return { ok: true, events: [] };
  if (callId === null) return { ok: false, problem: 'нет call_id' };
  if (kind === '') return { ok: false, problem: 'нет event' };
  return { ok: true, events: eventsOf(read.fields, correlationOf(read.fields, callId, settings), settings) };
};

const correlationOf = (fields: Fields, callId: string, { callIdentity }: SipuniSettings): Correlation => {
  const callbackId = identifier(fields.get('callbackid'));
  const status = short(fields, 'status', 100);
  const event = short(fields, 'event', 10);
  const leg = short(fields, 'short_dst_num', 30) || short(fields, 'dst_num', 30);
  return {
    // One call sends event 1 per telephone that rings; 265 characters at most.
    key: [callId, event, leg, short(fields, 'timestamp', 12), status.slice(0, 12)].join(':'),
    providerCallId: callIdentity === 'callbackId' ? (callbackId ?? callId) : callId,
    attemptId: null,
    at: instantOf(fields.get('timestamp')),
    providerStatus: status === '' ? `event ${event}` : status,
  };
};

const eventsOf = (fields: Fields, correlation: Correlation, settings: SipuniSettings): CallEvent[] => {
  const parties = partiesOf(fields, settings);
  switch (short(fields, 'event', 10)) {
    case '1':
      return [{ ...correlation, type: 'call.ringing', parties }];
    case '2':
      return [endedEvent(fields, { ...correlation, parties }, settings)];
    case '3':
      return [{ ...correlation, type: 'call.answered', parties }];
    case '4':
      // The call goes on with somebody else; its own end comes as event 2.
      return [];
    default:
      return [{ ...correlation, type: 'call.unknown' }];
  }
};

const unanswered: ReadonlySet<string> = new Set(['BUSY', 'NOANSWER', 'CANCEL', 'CONGESTION', 'CHANUNAVAIL']);

type Ended = Extract<CallEvent, { type: 'call.ended' }>;

/** The word decides: calls between two outside telephones carry an answer time even when nobody answered. */
const endedEvent = (
  fields: Fields,
  { parties, ...correlation }: Correlation & Pick<Ended, 'parties'>,
  { heardSeconds }: SipuniSettings,
): CallEvent => {
  const status = short(fields, 'status', 100).toUpperCase();
  const ended = { ...correlation, parties, type: 'call.ended' } as const;
  if (unanswered.has(status)) return { ...ended, outcome: 'no_answer', talkSeconds: 0, recordingId: null };
  if (status !== 'ANSWER') return { ...correlation, type: 'call.unknown' };
  const talkSeconds = talkOf(fields);
  return {
    ...ended,
    outcome: spokenOutcome(talkSeconds, heardSeconds),
    talkSeconds,
    recordingId: linkOf(fields.get('call_record_link')),
  };
};

/** null when an end is missing or the answer stands before the start, as it does in calls between two outside telephones. */
const talkOf = (fields: Fields): number | null => {
  const answered = instantOf(fields.get('call_answer_timestamp'));
  const ended = instantOf(fields.get('timestamp'));
  if (answered === null || ended === null || ended < answered) return null;
  const started = instantOf(fields.get('call_start_timestamp'));
  return started !== null && answered < started ? null : (ended.getTime() - answered.getTime()) / 1000;
};

/** Unix time, s; 0 is "never". */
const instantOf = (text = ''): Date | null => {
  const clean = text.trim();
  return /^[1-9]\d{8,10}(\.\d{1,6})?$/.test(clean) ? new Date(Math.trunc(Number(clean)) * 1000) : null;
};

const linkOf = (text = ''): string | null => {
  const link = text.trim();
  return link.length <= 1000 && /^https?:\/\//i.test(link) && URL.canParse(link) ? link : null;
};

const identifier = (text = ''): string | null => {
  const clean = text.trim();
  return clean === '' || clean.length > 200 ? null : clean;
};

const short = (fields: Fields, name: string, length: number): string =>
  (fields.get(name) ?? '').trim().slice(0, length);
