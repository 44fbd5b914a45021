import type { ParseResult, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent, Outcome } from '@perezvon/contracts-events';
import { normaliseWord, readFlatFields, verifyBasic } from '@perezvon/provider-kit';
import type { MttVoiceboxSettings, WordMeaning } from './mtt-voicebox.config.ts';

/** The result codes of the seed's 1C module (1 confirmed … 5 no answer), understood unless the settings say otherwise. */
const codes: readonly [string, WordMeaning][] = [
  ['1', 'confirmed'],
  ['2', 'declined'],
  ['3', 'operator'],
  ['4', 'hangup'],
  ['5', 'no_answer'],
];

type Meanings = ReadonlyMap<string, WordMeaning>;

const meaningsOf = (responses: MttVoiceboxSettings['responses']): Meanings => {
  const configured = Object.entries(responses).flatMap(([meaning, words]) =>
    words.map((word): [string, WordMeaning] => [normaliseWord(word), meaning as WordMeaning]),
  );
  return new Map([...codes, ...configured]);
};

/**
 * Webhooks of a scenario's HTTP blocks: `{call_id, number_b, response[, guid][, time]}` as JSON, form or query. There is no schema
 * beyond what the customer typed into the block, no signature and no retry policy; one call sends two webhooks or more, the first
 * a marker that someone picked up.
 */
export const createMttVoiceboxWebhook = (settings: MttVoiceboxSettings): Webhook => {
  const meanings = meaningsOf(settings.responses);
  return {
    verify: ({ headers }) =>
      settings.webhook === undefined ? { ok: true } : verifyBasic(headers['authorization'], settings.webhook),
    parse: (request) => parse(request, meanings),
    reply: () => ({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"ok":true}',
    }),
  };
};

const parse = (request: WebhookRequest, meanings: Meanings): ParseResult => {
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const providerCallId = identifier(read.fields.get('call_id'));
  const attemptId = uuid(read.fields.get('guid'));
  const call = providerCallId ?? attemptId;
  if (call === null) return { ok: false, problem: 'нет ни call_id, ни guid' };
  const providerStatus = (read.fields.get('response') ?? '').trim().slice(0, 200);
  const word = normaliseWord(providerStatus);
  const correlation = {
    // 300 at most: 200 of the call and 99 of the word.
    key: `${call}:${word.slice(0, 99)}`,
    providerCallId,
    attemptId,
    at: instantOf(read.fields.get('time') ?? read.fields.get('date')),
    providerStatus,
  };
  return { ok: true, events: [eventOf(correlation, meanings.get(word))] };
};

type Correlation = Omit<Extract<CallEvent, { type: 'call.unknown' }>, 'type'>;

const eventOf = (correlation: Correlation, meaning: WordMeaning | undefined): CallEvent => {
  if (meaning === undefined) return { ...correlation, type: 'call.unknown' };
  if (meaning === 'answered') return { ...correlation, type: 'call.answered' };
  const outcome: Outcome = meaning;
  return { ...correlation, type: 'call.outcome', outcome };
};

/** A `{{call_id}}` that the scenario did not fill in identifies nothing. */
const identifier = (text = ''): string | null => {
  const clean = text.trim();
  return clean === '' || clean.length > 200 || /^\{\{.*\}\}$/.test(clean) ? null : clean;
};

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Other guids than ours (1C's own) may come back as well; only a UUID can be an attempt of ours. */
const uuid = (text = ''): string | null => {
  const clean = text.trim().toLowerCase();
  return uuidShape.test(clean) ? clean : null;
};

const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * VoiceBox sends no time of its own; a scenario may add one. Only a moment that is unambiguous counts: ISO 8601 with its offset or
 * Unix time (s or ms).
 */
const instantOf = (text = ''): Date | null => {
  const clean = text.trim();
  if (/^\d{10}(\.\d+)?$/.test(clean)) return new Date(Number(clean) * 1000);
  if (/^\d{13}$/.test(clean)) return new Date(Number(clean));
  if (!zoned.test(clean)) return null;
  const at = new Date(clean);
  return Number.isNaN(at.getTime()) ? null : at;
};
