import type {
  AdapterDependencies,
  CallListPage,
  CallListQuery,
  CallRecord,
  ReadResult,
} from '@perezvon/contracts-adapter';
import type { ExolveSettings } from './exolve.config.ts';
import { createAsk, createReadInfo } from './exolve.info.ts';
import { createNumberBook, noParties } from './exolve.parties.ts';
import type { NumberBook } from './exolve.parties.ts';
import { idOf, instantOf, numberOf, objectOf, outcomeOfTalk, textOf } from './exolve.values.ts';
import type { JsonObject } from './exolve.values.ts';

/** A page of the history as it stands there. `outcome: null`: only `GetInfo` can tell. */
type Page = ReadResult<{
  calls: CallRecord[];
  next: string | null;
  /** Some row could not be read. */
  isPartial: boolean;
}>;

/**
 * `call-history/GetList {date_from, date_to, limit, offset}`, page by page; `cursor` is the offset. The documentation names the
 * list `calls` and, in another edition, `call_history`; names of the fields of a call are settings (`history`).
 */
export const createReadPage = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const ask = createAsk(settings, dependencies);
  const book = createNumberBook(settings);
  const { version, pageSize } = settings.history;
  return async ({ from, to, cursor }: CallListQuery): Promise<Page> => {
    const offset = cursor !== null && /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
    const reply = await ask(`/statistics/call-history/${version}/GetList`, {
      date_from: from.toISOString(),
      date_to: to.toISOString(),
      limit: pageSize,
      offset,
    });
    if (reply.kind !== 'found') return reply;
    const rows = rowsOf(reply.value);
    if (rows === null) return unreadable('в ответе нет списка звонков');
    const calls = rows.flatMap((row) => recordOf(row, { settings, book }) ?? []);
    if (rows.length > 0 && calls.length === 0)
      return unreadable('в истории не найдены call_id и время начала');
    return {
      kind: 'found',
      value: {
        calls: calls.filter(({ startedAt }) => startedAt >= from && startedAt < to),
        next: rows.length < pageSize ? null : String(offset + rows.length),
        isPartial: calls.length < rows.length,
      },
    };
  };
};

const unreadable = (detail: string) => ({ kind: 'refused', reason: 'unavailable', detail }) as const;

/** An empty list is left out by protobuf's JSON. */
const rowsOf = (value: JsonObject): unknown[] | null => {
  const list = value['calls'] ?? value['call_history'] ?? value['list'];
  if (list === undefined) return Object.keys(value).length === 0 ? [] : null;
  return Array.isArray(list) ? list : null;
};

const recordOf = (
  row: unknown,
  { settings, book }: { settings: ExolveSettings; book: NumberBook },
): CallRecord | null => {
  const call = objectOf(row);
  const { history } = settings;
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => textOf(call[name])).find((text) => text !== undefined);
  const providerCallId = idOf(call['call_id']) ?? idOf(call['uid']);
  const startedAt = instantOf(first(history.startedAt));
  if (providerCallId === null || startedAt === null) return null;
  const talkSeconds = secondsOf(call['duration'], history.durationUnit);
  const parties = book.partiesOf(first(history.from), first(history.to)) ?? noParties;
  return {
    providerCallId,
    attemptId: null,
    parties,
    startedAt,
    answeredAt: null,
    endedAt: instantOf(first(history.endedAt)) ?? new Date(startedAt.getTime() + (talkSeconds ?? 0) * 1000),
    talkSeconds,
    outcome: historyOutcome(talkSeconds, { parties, settings }),
    providerStatus: (textOf(call['status']) ?? 'history').slice(0, 200),
    recordingId: null,
  };
};

const secondsOf = (value: unknown, unit: 'seconds' | 'milliseconds'): number | null => {
  const duration = numberOf(value);
  return duration === null || unit === 'seconds' ? duration : duration / 1000;
};

/**
 * The history counts talk «без учёта проигрывания аудиосообщений»: a short one from our robot's number may well be a reminder that
 * was heard out, so nothing is claimed of it.
 */
const historyOutcome = (
  talkSeconds: number | null,
  { parties, settings }: { parties: CallRecord['parties']; settings: ExolveSettings },
): CallRecord['outcome'] => {
  if (talkSeconds === null) return null;
  const outcome = outcomeOfTalk(talkSeconds, settings.heardSeconds);
  return outcome !== 'informed' && mayBeRobot(parties, settings) ? null : outcome;
};

const mayBeRobot = (parties: CallRecord['parties'], { number }: ExolveSettings): boolean =>
  parties === noParties || (parties.direction === 'out' && parties.ownPhone === number);

/** `GetInfo` requests at once. */
const atOnce = 5;

/** The history with the robot's calls as `GetInfo` tells of them, one request for each that the history leaves open. */
export const createListCalls = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const readPage = createReadPage(settings, dependencies);
  const readInfo = createReadInfo(settings, dependencies);
  const settle = async (call: CallRecord): Promise<ReadResult<CallRecord>> => {
    if (call.outcome !== null) return { kind: 'found', value: call };
    const info = await readInfo(call.providerCallId, call.startedAt);
    if (info.kind === 'found') return { kind: 'found', value: joined(call, info.value) };
    return info.reason === 'not_found' ? { kind: 'found', value: asTelephony(call, settings) } : info;
  };
  return async (query: CallListQuery): Promise<ReadResult<CallListPage>> => {
    const page = await readPage(query);
    if (page.kind !== 'found') return page;
    const calls: CallRecord[] = [];
    for (let start = 0; start < page.value.calls.length; start += atOnce) {
      const settled = await Promise.all(page.value.calls.slice(start, start + atOnce).map(settle));
      for (const result of settled) {
        if (result.kind !== 'found') return result;
        calls.push(result.value);
      }
    }
    return { kind: 'found', value: { calls, next: page.value.next } };
  };
};

const joined = (row: CallRecord, info: CallRecord): CallRecord => ({
  ...info,
  startedAt: row.startedAt,
  parties: row.parties === noParties ? info.parties : row.parties,
});

/** No voice message, so the history's talk is the whole of it. */
const asTelephony = (call: CallRecord, { heardSeconds }: ExolveSettings): CallRecord => ({
  ...call,
  outcome: call.talkSeconds === null ? null : outcomeOfTalk(call.talkSeconds, heardSeconds),
});
