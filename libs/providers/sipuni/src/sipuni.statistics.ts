import type {
  AdapterDependencies,
  AdapterMethods,
  CallListPage,
  CallListQuery,
  CallQuestion,
  CallRecord,
  ReadResult,
} from '@perezvon/contracts-adapter';
import { readJson, readLocalTime, readReply, writeLocalTime } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';
import { readExport } from './sipuni.export.ts';
import { signedRequest } from './sipuni.request.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A reminder's call starts at most this long before (clocks differ) and after we decided to place it. */
const lookUpBefore = 2 * minute;
const lookUpAfter = 15 * minute;
/** The statistics show a call once it is over; only after this does its absence mean anything. */
const lookUpPatience = 45 * minute;

interface Period {
  from: Date;
  to: Date;
}

/**
 * Calls by `statistic/export`: CSV of one day of the cabinet per request. It has no call id of ours, so a look-up goes by phone and
 * time, and says nothing rather than guess between two calls.
 */
export const createSipuniStatistics = (
  settings: SipuniSettings,
  { http, clock }: AdapterDependencies,
): Pick<AdapterMethods, 'listCalls' | 'lookUpCall'> => {
  const listCalls = async ({ from, to, cursor }: CallListQuery): Promise<ReadResult<CallListPage>> => {
    const start = startOf(cursor, from);
    if (start >= to) return { kind: 'found', value: { calls: [], next: null } };
    const end = new Date(Math.min(to.getTime(), nextDay(start, settings.timezone).getTime()));
    const response = await http.send({
      ...signedRequest(settings, 'statistic/export', exportFields({ from: start, to: end }, settings)),
      isSafeToRepeat: true,
    });
    const reply = readReply(response, { kind: 'ask', now: clock() });
    if (reply.kind !== 'success') return reply;
    const records = readExport(reply.body, settings);
    if (records === null) return notCsv(reply.body);
    const calls = records.filter(({ startedAt }) => startedAt >= start && startedAt < end);
    return { kind: 'found', value: { calls, next: end < to ? end.toISOString() : null } };
  };
  return { listCalls, lookUpCall: (question) => lookUp({ question, now: clock(), listCalls, settings }) };
};

const startOf = (cursor: string | null, from: Date): Date => {
  const at = new Date(cursor ?? '');
  return Number.isNaN(at.getTime()) ? from : at;
};

/** Midnight after `at` in the cabinet's zone. */
const nextDay = (at: Date, zone: string): Date => {
  const noon = readLocalTime(`${writeLocalTime(at, 'dd.MM.yyyy', zone)} 12:00`, 'dd.MM.yyyy HH:mm', zone);
  const tomorrow = writeLocalTime(new Date((noon ?? at).getTime() + day), 'dd.MM.yyyy', zone);
  return (
    readLocalTime(`${tomorrow} 00:00`, 'dd.MM.yyyy HH:mm', zone) ?? new Date((noon ?? at).getTime() + day / 2)
  );
};

/** Calls of everybody in both directions; the period lies within one day of the cabinet. */
const exportFields = (period: Period, settings: SipuniSettings): Record<string, string> => {
  const date = writeLocalTime(period.from, 'dd.MM.yyyy', settings.timezone);
  const legacy = {
    anonymous: '1',
    firstTime: '0',
    from: date,
    fromNumber: '',
    state: '0',
    to: date,
    toAnswer: '',
    toNumber: '',
    tree: '',
    type: '0',
  };
  if (settings.statistics === 'legacy') return legacy;
  return {
    ...legacy,
    crmLinks: '0',
    dtmfUserAnswer: '0',
    hangupinitor: '',
    ignoreSpecChar: '1',
    names: '1',
    numbersInvolved: '1',
    numbersRinged: '1',
    outgoingLine: '1',
    rating: '0',
    showTreeId: '1',
    timeFrom: writeLocalTime(period.from, 'HH:mm', settings.timezone),
    timeTo: lastMinute(period, settings.timezone),
  };
};

/** Whether `timeTo` includes its own minute is not known, so the one after it is asked for; what is too much is left out later. */
const lastMinute = ({ from, to }: Period, zone: string): string => {
  const after = new Date(to.getTime() - 1 + minute);
  const isSameDay = writeLocalTime(after, 'dd.MM.yyyy', zone) === writeLocalTime(from, 'dd.MM.yyyy', zone);
  return isSameDay ? writeLocalTime(after, 'HH:mm', zone) : '23:59';
};

const notCsv = (body: string): ReadResult<never> => {
  const json = readJson(body);
  const isRefusal = json.ok && typeof json.value === 'object' && json.value !== null;
  return isRefusal
    ? { kind: 'refused', reason: 'invalid_request', detail: 'Sipuni ответила отказом вместо статистики' }
    : { kind: 'refused', reason: 'unavailable', detail: 'ответ не похож на CSV статистики' };
};

interface LookUp {
  question: CallQuestion;
  now: Date;
  listCalls: AdapterMethods['listCalls'];
  settings: SipuniSettings;
}

const lookUp = async ({
  question,
  now,
  listCalls,
  settings,
}: LookUp): Promise<ReadResult<CallRecord | null>> => {
  const intendedAt = question.intendedAt.getTime();
  const period = { from: new Date(intendedAt - lookUpBefore), to: new Date(intendedAt + lookUpAfter) };
  const found = await allCalls(listCalls, period);
  if (found.kind !== 'found') return found;
  const [call, ...others] = found.value.filter((record) => isRobots(record, question.phone, settings));
  if (others.length > 0)
    return { kind: 'refused', reason: 'unavailable', detail: 'в это время было несколько звонков на номер' };
  if (call === undefined) return absent(question, now);
  const providerCallId = question.providerCallId ?? call.providerCallId;
  return { kind: 'found', value: { ...call, providerCallId, attemptId: question.attemptId } };
};

/** A call that Sipuni has taken may still be waiting or going on, however long ago; of one it may never have got, silence tells. */
const absent = ({ providerCallId, intendedAt }: CallQuestion, now: Date): ReadResult<null> => {
  const waitMs = intendedAt.getTime() + lookUpPatience - now.getTime();
  if (waitMs <= 0 && providerCallId === null) return { kind: 'found', value: null };
  const detail = 'звонка в статистике пока нет';
  return {
    kind: 'refused',
    reason: 'unavailable',
    detail,
    ...(waitMs > 0 ? { retryAfterMs: Math.min(waitMs, 5 * minute) } : {}),
  };
};

/** Two pages at most: the period may run over midnight. */
const allCalls = async (
  listCalls: AdapterMethods['listCalls'],
  period: Period,
): Promise<ReadResult<CallRecord[]>> => {
  const first = await listCalls({ ...period, cursor: null });
  if (first.kind !== 'found' || first.value.next === null)
    return first.kind === 'found' ? { kind: 'found', value: first.value.calls } : first;
  const second = await listCalls({ ...period, cursor: first.value.next });
  return second.kind === 'found'
    ? { kind: 'found', value: [...first.value.calls, ...second.value.calls] }
    : second;
};

/** To this phone, not by an employee other than the robot's own number, and not an incoming call. */
const isRobots = ({ parties }: CallRecord, phone: string, { sipnumber }: SipuniSettings): boolean =>
  parties.clientPhone === phone &&
  parties.direction !== 'in' &&
  parties.direction !== 'internal' &&
  (parties.extensions.length === 0 || parties.extensions.includes(sipnumber));
