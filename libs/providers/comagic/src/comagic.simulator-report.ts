import type { SimulatedCall } from '@perezvon/contracts-adapter';
import { writeLocalTime } from '@perezvon/provider-kit';
import type { ComagicSettings } from './comagic.config.ts';
import type { Params } from './comagic.simulator-request.ts';

/** `YYYY-MM-DD hh:mm:ss` of the cabinet's zone. */
export const cabinetTime = (at: Date, { timezone }: Pick<ComagicSettings, 'timezone'>): string =>
  writeLocalTime(at, 'yyyy-MM-dd HH:mm:ss', timezone);

const secondsBetween = (from: Date | null, till: Date | null): number =>
  from === null || till === null ? 0 : Math.max(0, Math.round((till.getTime() - from.getTime()) / 1000));

/** What was listened to, s: a text takes its time, and who hangs up early hears little of it. */
export const talkSecondsOf = ({ answer, answeredAt, endedAt }: SimulatedCall): number => {
  const talked = secondsBetween(answeredAt, endedAt);
  if (answer === 'no_answer' || answeredAt === null) return 0;
  return answer === 'hangup' ? Math.min(Math.max(talked, 1), 3) : Math.max(talked, 15);
};

const finishReasons: Readonly<Record<SimulatedCall['answer'], string>> = {
  confirmed: 'scenario_disconnects',
  declined: 'scenario_disconnects',
  operator: 'operator_answer',
  informed: 'success_finish',
  hangup: 'subscriber_disconnects',
  no_answer: 'no_success_subscriber_call',
};

const rowOf = (call: SimulatedCall, settings: ComagicSettings): Readonly<Record<string, unknown>> => {
  const id = Number(call.providerCallId);
  const { startedAt, answeredAt, endedAt } = call;
  const talk = endedAt === null ? 0 : talkSecondsOf(call);
  return {
    id,
    start_time: cabinetTime(startedAt, settings),
    finish_time: endedAt === null ? null : cabinetTime(endedAt, settings),
    finish_reason: endedAt === null ? null : finishReasons[call.answer],
    direction: 'out',
    source: settings.robot === 'informer' ? 'callapi_informer_call' : 'callapi_scenario_call',
    is_lost: talk === 0,
    contact_phone_number: call.phone,
    virtual_phone_number: settings.virtualPhone,
    operator_phone_number: null,
    communication_id: communicationOf(id),
    wait_duration: secondsBetween(startedAt, answeredAt ?? endedAt),
    talk_duration: talk,
    total_duration: secondsBetween(startedAt, endedAt),
    call_records: talk === 0 ? [] : [`rec${id}`],
    full_record_file_link: null,
    call_api_external_id: call.attemptId,
  };
};

/** Not the call's id: communications count chats and requests too. */
const communicationOf = (id: number): number => id + 1_000_000_000;

/** `result` of `get.calls_report`, for parameters found right. */
export const reportReply = (
  params: Params,
  calls: readonly SimulatedCall[],
  settings: ComagicSettings,
): Readonly<Record<string, unknown>> => {
  const rows = calls
    .filter(({ endedAt }) => endedAt !== null || params['include_ongoing_calls'] === true)
    .map((call) => rowOf(call, settings))
    .filter((row) => isWanted(row, params))
    .toSorted((left, right) => Number(left['id']) - Number(right['id']));
  const offset = Number(params['offset'] ?? 0);
  const limit = Number(params['limit'] ?? 1000);
  return {
    data: rows.slice(offset, offset + limit).map((row) => withFields(row, params['fields'])),
    metadata: { total_items: rows.length },
  };
};

const isWanted = (row: Readonly<Record<string, unknown>>, params: Params): boolean => {
  const start = String(row['start_time']);
  if (start < String(params['date_from']) || start > String(params['date_till'])) return false;
  const filter = params['filter'] as { field: string; value: unknown } | undefined;
  return filter === undefined || row[filter.field] === filter.value;
};

const withFields = (row: Readonly<Record<string, unknown>>, fields: unknown) =>
  Array.isArray(fields)
    ? Object.fromEntries(fields.map((field: string) => [field, row[field] ?? null]))
    : row;
