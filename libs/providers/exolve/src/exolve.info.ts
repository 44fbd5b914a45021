import type { AdapterDependencies, CallRecord, ReadResult } from '@perezvon/contracts-adapter';
import { readJson, readReply } from '@perezvon/provider-kit';
import { knownRefusal, postRequest } from './exolve.api.ts';
import type { ExolveSettings } from './exolve.config.ts';
import { createNumberBook, noParties } from './exolve.parties.ts';
import type { NumberBook } from './exolve.parties.ts';
import { instantOf, isObject, numberOf, objectOf, textOf } from './exolve.values.ts';
import type { JsonObject } from './exolve.values.ts';

/** Asks a question that may be asked again; the JSON object of the reply. */
export const createAsk =
  (settings: ExolveSettings, { http, clock }: AdapterDependencies) =>
  async (path: string, payload: unknown): Promise<ReadResult<JsonObject>> => {
    const response = await http.send({ ...postRequest(settings, path, payload), isSafeToRepeat: true });
    const refused = knownRefusal(response);
    if (refused !== null) return refused;
    const reply = readReply(response, { kind: 'ask', now: clock(), notFound: 'not_found' });
    if (reply.kind !== 'success') return reply;
    const json = readJson(reply.body);
    return json.ok && isObject(json.value)
      ? { kind: 'found', value: json.value }
      : { kind: 'refused', reason: 'unavailable', detail: 'ответ 2xx не JSON' };
  };

/**
 * One voice message by its id: `call/v1/GetInfo {call_id}` → `{status, created, started, ended, source, destination, duration}`. Of
 * a call that is no voice message it knows nothing: `not_found`.
 */
export const createReadInfo = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const ask = createAsk(settings, dependencies);
  const book = createNumberBook(settings);
  /** `knownSince` stands in where the provider does not tell when the call was made. */
  return async (providerCallId: string, knownSince: Date): Promise<ReadResult<CallRecord>> => {
    const reply = await ask('/call/v1/GetInfo', { call_id: providerCallId });
    return reply.kind === 'found'
      ? recordOf(reply.value, { providerCallId, knownSince, settings, book })
      : reply;
  };
};

interface InfoContext {
  providerCallId: string;
  knownSince: Date;
  settings: ExolveSettings;
  book: NumberBook;
}

/** Ends of which nobody heard anything; `completed` is the only other end that is understood. */
const unanswered = new Set(['no_answer', 'busy', 'rejected', 'failed', 'canceled', 'cancelled']);

const recordOf = (value: unknown, context: InfoContext): ReadResult<CallRecord> => {
  const info = objectOf(value);
  const status = textOf(info['status']);
  if (status === undefined) return { kind: 'refused', reason: 'unavailable', detail: 'в ответе нет status' };
  const { providerCallId, book } = context;
  return {
    kind: 'found',
    value: {
      providerCallId,
      attemptId: null,
      parties: book.partiesOf(textOf(info['source']), textOf(info['destination'])) ?? noParties,
      ...courseOf({ info, status }, context),
      providerStatus: status.slice(0, 200),
      recordingId: null,
    },
  };
};

type Course = Pick<CallRecord, 'startedAt' | 'answeredAt' | 'endedAt' | 'talkSeconds' | 'outcome'>;

const courseOf = (
  { info, status }: { info: JsonObject; status: string },
  { settings, knownSince }: InfoContext,
): Course => {
  const momentOf = (name: string): Date | null => instantOf(textOf(info[name]));
  const [started, ended] = [momentOf('started'), momentOf('ended')];
  const talk = talkOf(numberOf(info['duration']), { started, ended });
  const outcome = outcomeOf(status.toLowerCase(), { talk, heardSeconds: settings.heardSeconds });
  const startedAt = momentOf('created') ?? started ?? knownSince;
  // A call that is over but does not say since when: its beginning is as late as we surely know.
  const endedAt = outcome === null ? null : (ended ?? startedAt);
  if (outcome === null || outcome === 'no_answer')
    return { startedAt, answeredAt: null, endedAt, talkSeconds: outcome === null ? null : 0, outcome };
  return { startedAt, answeredAt: started, endedAt, talkSeconds: talk, outcome };
};

/** Seconds; `duration` may leave out the playback, and the times may be missing: the longer of the two that are there. */
const talkOf = (
  duration: number | null,
  { started, ended }: { started: Date | null; ended: Date | null },
): number | null => {
  const span = started === null || ended === null ? 0 : (ended.getTime() - started.getTime()) / 1000;
  const talk = Math.max(duration ?? 0, span);
  return talk > 0 ? talk : null;
};

/** `completed` is the provider's own word for a message played; only a talk that surely was too short says otherwise. */
const outcomeOf = (
  status: string,
  { talk, heardSeconds }: { talk: number | null; heardSeconds: number },
): CallRecord['outcome'] => {
  if (unanswered.has(status)) return 'no_answer';
  if (status !== 'completed') return null;
  return talk !== null && talk < heardSeconds ? 'hangup' : 'informed';
};
