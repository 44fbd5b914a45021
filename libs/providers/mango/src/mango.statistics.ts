import type {
  CallListPage,
  CallListQuery,
  CallRecord,
  ReadResult,
  Refused,
} from '@perezvon/contracts-adapter';
import { writeLocalTime } from '@perezvon/provider-kit';
import type { MangoSettings } from './mango.config.ts';
import { countIn, idIn, isFields, listIn, textIn, textOf } from './mango.fields.ts';
import type { Fields } from './mango.fields.ts';
import { momentIn } from './mango.notification.ts';
import { phoneOf } from './mango.parties.ts';
import type { MangoRequests } from './mango.request.ts';

/** The result may be asked for every five seconds at most; a statistic may be started every two. */
const pollMs = 5_000;
const startMs = 2_000;

/** Mango takes periods of up to a month; the shortest month is always one. */
const longestPeriodMs = 28 * 24 * 3600 * 1000;

/** Where a listing stands: the page at `offset`, and the key of its report once it is being made. */
interface Position {
  offset: number;
  key: string | null;
}

/**
 * The extended statistics (§3.4.2), made by Mango in the background: the first page is asked for (`cursor: null`), its report is polled
 * by the cursor given, and the page after it is asked for in turn. `waitMs` says how long to wait before going on.
 */
export const createListCalls = (settings: MangoSettings, requests: MangoRequests) => {
  const listCalls = async (query: CallListQuery): Promise<ReadResult<CallListPage>> => {
    const position = positionOf(query.cursor);
    if (position === null) return refused('неизвестный курсор');
    const period = query.to.getTime() - query.from.getTime();
    if (period <= 0 || period > longestPeriodMs) return refused('период не от 0 до 28 суток');
    return position.key === null
      ? start(settings, requests, { query, offset: position.offset })
      : poll(settings, requests, { query, offset: position.offset, key: position.key });
  };
  return listCalls;
};

const start = async (
  { timezone, statisticsPage }: MangoSettings,
  { ask }: MangoRequests,
  { query, offset }: { query: CallListQuery; offset: number },
): Promise<ReadResult<CallListPage>> => {
  const write = (date: Date) => writeLocalTime(date, 'dd.MM.yyyy HH:mm:ss', timezone);
  const reply = await ask('stats/calls/request/', {
    start_date: write(query.from),
    end_date: write(query.to),
    limit: statisticsPage,
    offset,
  });
  if (reply.kind !== 'success') return reply;
  const key = isFields(reply.value) ? textIn(reply.value, 'key') : null;
  if (key === null) return unreadable('нет ключа статистики');
  return found({ calls: [], next: cursorOf({ offset, key }), waitMs: pollMs });
};

const poll = async (
  { statisticsPage }: MangoSettings,
  { ask }: MangoRequests,
  { query, offset, key }: { query: CallListQuery; offset: number; key: string },
): Promise<ReadResult<CallListPage>> => {
  const reply = await ask('stats/calls/result/', { key });
  if (reply.kind !== 'success') return reply;
  const notReady = found({ calls: [], next: cursorOf({ offset, key }), waitMs: pollMs });
  // The basic statistics say so with the status of HTTP alone.
  if (reply.status === 204) return notReady;
  if (!isFields(reply.value)) return unreadable('ответ статистики не объект');
  const status = textIn(reply.value, 'status') ?? '';
  switch (status) {
    case 'request':
    case 'work':
      return notReady;
    case 'complete':
      return found(pageOf(reply.value, { query, offset, size: statisticsPage }));
    case 'not-found':
      return { kind: 'refused', reason: 'not_found', detail: 'статистика по ключу уже не хранится' };
    default:
      return unreadable(/^(error|cancel)$/.test(status) ? `статистика: ${status}` : 'статус статистики');
  }
};

/** Rows lie by day; those that began outside the period (its end is counted in by Mango) are left out. */
const pageOf = (
  value: Fields,
  { query, offset, size }: { query: CallListQuery; offset: number; size: number },
): CallListPage => {
  const rows = listIn(value, 'data').flatMap((day) => listIn(day, 'list'));
  const calls = rows
    .flatMap((row) => recordOf(row) ?? [])
    .filter(({ startedAt }) => startedAt >= query.from && startedAt < query.to);
  return rows.length < size
    ? { calls, next: null }
    : { calls, next: cursorOf({ offset: offset + rows.length, key: null }), waitMs: startMs };
};

const recordOf = (row: Fields): CallRecord | null => {
  const providerCallId = idIn(row, 'entry_id');
  const startedAt = utcIn(row, 'context_start_time');
  if (providerCallId === null || startedAt === null) return null;
  const legs = listIn(row, 'context_calls').flatMap((leg) => [leg, ...listIn(leg, 'members')]);
  const talkSeconds = countIn(row, 'talk_duration') ?? 0;
  return {
    providerCallId,
    attemptId: null,
    parties: partiesOf(row),
    startedAt,
    answeredAt: talkSeconds > 0 ? firstOf(legs.map((leg) => utcIn(leg, 'call_answer_time'))) : null,
    ...endOf(row, { startedAt, talkSeconds }),
    providerStatus: statusOf(row, legs),
    recordingId: firstOf(legs.flatMap(recordingsOf)),
  };
};

/** A row without a duration is a call that still goes on, or one of Mango's own service entries. */
const endOf = (
  row: Fields,
  { startedAt, talkSeconds }: { startedAt: Date; talkSeconds: number },
): Pick<CallRecord, 'endedAt' | 'talkSeconds' | 'outcome'> => {
  const duration = countIn(row, 'duration');
  return duration === null
    ? { endedAt: null, talkSeconds: null, outcome: null }
    : {
        endedAt: new Date(startedAt.getTime() + duration * 1000),
        talkSeconds,
        outcome: talkSeconds > 0 ? 'informed' : 'no_answer',
      };
};

/** Of the employees Mango tells its own user ids and SIP names here, not the short numbers. */
const partiesOf = (row: Fields): CallRecord['parties'] => {
  const direction = (['in', 'out', 'internal'] as const)[(countIn(row, 'context_type') ?? 0) - 1] ?? null;
  const caller = phoneOf(textIn(row, 'caller_number'));
  const called = phoneOf(textIn(row, 'called_number'));
  switch (direction) {
    case 'in':
      return { direction, clientPhone: caller, ownPhone: called, extensions: [] };
    case 'out':
      return { direction, clientPhone: called, ownPhone: null, extensions: [] };
    case 'internal':
    case null:
      return { direction, clientPhone: null, ownPhone: null, extensions: [] };
  }
};

/** Why the last leg ended; else whether the call counts as successful. */
const statusOf = (row: Fields, legs: readonly Fields[]): string =>
  (
    legs.map((leg) => textIn(leg, 'call_end_reason')).findLast((reason) => reason !== null) ??
    textIn(row, 'context_status') ??
    ''
  ).slice(0, 200);

/** A list of ids, which the documentation's own example nests once more. */
const recordingsOf = (leg: Fields): (string | null)[] => {
  const ids = leg['recording_id'];
  return Array.isArray(ids) ? ids.flat().map(textOf) : [textOf(ids)];
};

const firstOf = <Value>(values: readonly (Value | null)[]): Value | null =>
  values.find((value) => value !== null) ?? null;

/** Statistics are documented in UTC, unlike events. */
const utcIn = (fields: Fields, name: string): Date | null => momentIn(fields, name, { timestamps: 'unix' });

/** `120` is the page that begins with call 120; `120:KEY` its report. */
const cursorOf = ({ offset, key }: Position): string => (key === null ? String(offset) : `${offset}:${key}`);

const positionOf = (cursor: string | null): Position | null => {
  if (cursor === null) return { offset: 0, key: null };
  const [, offset, key] = /^(\d{1,9})(?::(.{1,500}))?$/s.exec(cursor) ?? [];
  return offset === undefined ? null : { offset: Number(offset), key: key ?? null };
};

const found = (value: CallListPage): ReadResult<CallListPage> => ({ kind: 'found', value });

const refused = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

const unreadable = (detail: string): Refused => ({ kind: 'refused', reason: 'unavailable', detail });
