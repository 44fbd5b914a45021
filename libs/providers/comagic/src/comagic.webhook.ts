import type { ParseResult, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent, CallParties } from '@perezvon/contracts-events';
import { decodeText, normaliseWord, readFlatFields, readJson, readPhone } from '@perezvon/provider-kit';
import type { CallStep, ComagicSettings, PatientAnswer } from './comagic.config.ts';
import { attemptIdOf } from './comagic.identity.ts';
import { momentOf } from './comagic.moments.ts';
import { heardSecondsOf, outcomeOf } from './comagic.outcome.ts';
import { recordingIdOfLink } from './comagic.recording.ts';

type Meaning = { step: CallStep } | { answer: PatientAnswer };
type Meanings = ReadonlyMap<string, Meaning>;
type Fields = ReadonlyMap<string, string>;

/** Values of `notification_mnemonic` that client code names; CoMagic documents none. The settings go before. */
const mnemonics: readonly [string, CallStep][] = [
  ['in_call_session', 'ringing'],
  ['out_call_session', 'ringing'],
  ['call_connected', 'answered'],
  ['call_session_finished', 'ended'],
];

const meaningsOf = ({ notifications, responses }: ComagicSettings): Meanings => {
  const steps = Object.entries(notifications).flatMap(([step, words]) =>
    words.map((word): [string, Meaning] => [normaliseWord(word), { step: step as CallStep }]),
  );
  const answers = Object.entries(responses).flatMap(([answer, words]) =>
    words.map((word): [string, Meaning] => [normaliseWord(word), { answer: answer as PatientAnswer }]),
  );
  const known = mnemonics.map(([word, step]): [string, Meaning] => [word, { step }]);
  return new Map([...known, ...steps, ...answers]);
};

/**
 * HTTP notifications, whose JSON is typed in the cabinet (templates: README.md). What happened is told by `response` (a word typed
 * for a branch of the scenario), `notification_name`, `notification_mnemonic`, in this order. No signature, no documented reply.
 */
export const createComagicWebhook = (settings: ComagicSettings): Webhook => {
  const meanings = meaningsOf(settings);
  return {
    verify: () => ({ ok: true }),
    parse: (request) => parse(request, { meanings, settings }),
    reply: () => ({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"ok":true}',
    }),
  };
};

interface Reading {
  meanings: Meanings;
  settings: ComagicSettings;
}

const parse = (request: WebhookRequest, reading: Reading): ParseResult => {
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const { fields } = read;
  const providerCallId = identifier(fields.get('call_session_id'));
  const attemptId = attemptIdOf(fields.get('external_id'));
  const call = providerCallId ?? attemptId;
  if (call === null) return { ok: false, problem: 'нет ни call_session_id, ни external_id' };
  const { word, meaning } = wordOf(fields, reading.meanings);
  const correlation = {
    key: keyOf(call, word, fields),
    providerCallId,
    attemptId,
    at: momentOf(
      fields.get('notification_timestamp') ?? fields.get('notification_time'),
      reading.settings.timezone,
    ),
    providerStatus: word.slice(0, 200),
  };
  return {
    ok: true,
    events: [
      ...answersInTags({ correlation, meaning, request, reading }),
      eventOf(correlation, meaning, { fields, reading }),
    ],
  };
};

type Correlation = Omit<Extract<CallEvent, { type: 'call.unknown' }>, 'type'>;

/** Placeholders that were not filled in say nothing. */
const filled = (text = ''): string => {
  const clean = text.trim();
  return clean === 'None' || clean === 'null' || /^\{\{.*\}\}$/.test(clean) ? '' : clean;
};

const identifier = (text: string | undefined): string | null => {
  const clean = filled(text);
  return clean === '' || clean.length > 200 ? null : clean;
};

/** The first word that means something; else the first there is. A `response` is never overruled. */
const wordOf = (fields: Fields, meanings: Meanings): { word: string; meaning: Meaning | undefined } => {
  const response = filled(fields.get('response'));
  const texts =
    response === ''
      ? [filled(fields.get('notification_name')), filled(fields.get('notification_mnemonic'))]
      : [response];
  const given = texts.filter((text) => text !== '');
  const known = given.find((text) => meanings.has(normaliseWord(text)));
  const word = known ?? given[0] ?? '';
  return { word, meaning: meanings.get(normaliseWord(word)) };
};

/** The same step may come once for each employee whose telephone rings, and each talk has its own recording. */
const keyOf = (call: string, word: string, fields: Fields): string => {
  const part = filled(fields.get('extension_phone_number')) || filled(fields.get('employee_id'));
  const recording = recordingIdOfLink(fields.get('file_link')) ?? '';
  return [call.slice(0, 180), normaliseWord(word).slice(0, 40), part.slice(0, 20), recording.slice(-40)]
    .filter((text) => text !== '')
    .join(':');
};

interface Source {
  fields: Fields;
  reading: Reading;
}

const eventOf = (correlation: Correlation, meaning: Meaning | undefined, source: Source): CallEvent => {
  if (meaning === undefined) return { ...correlation, type: 'call.unknown' };
  if ('answer' in meaning) return { ...correlation, type: 'call.outcome', outcome: meaning.answer };
  const parties = partiesOf(source.fields);
  switch (meaning.step) {
    case 'ringing':
      return { ...correlation, type: 'call.ringing', parties };
    case 'answered':
      return { ...correlation, type: 'call.answered', parties };
    case 'lost':
      return {
        ...correlation,
        type: 'call.ended',
        parties,
        outcome: 'no_answer',
        talkSeconds: 0,
        recordingId: null,
      };
    case 'ended':
      return { ...correlation, type: 'call.ended', parties, ...endOf(source) };
    case 'recording':
      return recordingEvent(correlation, source.fields);
  }
};

const endOf = ({ fields, reading: { settings } }: Source) => {
  const talkSeconds = heardSecondsOf(
    {
      talk: secondsOf(fields.get('talk_time_duration')),
      total: secondsOf(fields.get('total_time_duration')),
      wait: secondsOf(fields.get('wait_time_duration')),
    },
    settings,
  );
  const outcome = outcomeOf({ talkSeconds, finishReason: null, isLost: null }, settings);
  return { outcome, talkSeconds, recordingId: recordingIdOfLink(fields.get('file_link')) };
};

const secondsOf = (text = ''): number | null =>
  /^\d{1,9}(\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : null;

const recordingEvent = (correlation: Correlation, fields: Fields): CallEvent => {
  const recordingId = recordingIdOfLink(fields.get('file_link'));
  return recordingId === null
    ? { ...correlation, type: 'call.unknown' }
    : { ...correlation, type: 'recording.ready', recordingId };
};

const directions: Readonly<Record<string, CallParties['direction']>> = { in: 'in', out: 'out' };

const partiesOf = (fields: Fields): CallParties => {
  const extension = filled(fields.get('extension_phone_number'));
  return {
    direction:
      fields.get('is_internal') === 'true'
        ? 'internal'
        : (directions[filled(fields.get('direction'))] ?? null),
    clientPhone: readPhone(fields.get('contact_phone_number')),
    ownPhone: readPhone(fields.get('virtual_phone_number')),
    extensions: extension === '' || extension.length > 20 ? [] : [extension],
  };
};

interface Tagged {
  correlation: Correlation;
  meaning: Meaning | undefined;
  request: WebhookRequest;
  reading: Reading;
}

/** A scenario can put a tag on the call in each of its branches; the end of the call names them all. */
const answersInTags = ({ correlation, meaning, request, reading }: Tagged): CallEvent[] => {
  if (meaning === undefined || !('step' in meaning) || meaning.step !== 'ended') return [];
  return tagsOf(request).flatMap((tag): CallEvent[] => {
    const tagged = reading.meanings.get(normaliseWord(tag));
    if (tagged === undefined || !('answer' in tagged)) return [];
    const key = `${correlation.key}:${tagged.answer}`;
    return [{ ...correlation, key, providerStatus: tag, type: 'call.outcome', outcome: tagged.answer }];
  });
};

/** A list of names in JSON; in a query, names with commas between. */
const tagsOf = (request: WebhookRequest): string[] => {
  const json = readJson(decodeText(request.body, request.headers['content-type']));
  const value = json.ok ? (json.value as { tag_names?: unknown } | null)?.tag_names : undefined;
  return (Array.isArray(value) ? value : flatTags(request))
    .filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '' && tag.length <= 100)
    .slice(0, 20);
};

const flatTags = (request: WebhookRequest): string[] => {
  const read = readFlatFields(request);
  return read.ok ? (read.fields.get('tag_names') ?? '').split(',') : [];
};
