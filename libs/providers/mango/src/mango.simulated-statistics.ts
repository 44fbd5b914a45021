import type { SimulatedCall } from '@perezvon/contracts-adapter';

/** What a statistic was started with. */
type Parameters = Readonly<Record<string, unknown>>;

/** Everything the report needs stands in its key, so that the simulator has no memory. */
export const statisticsKey = (parameters: Parameters): string =>
  Buffer.from(JSON.stringify(parameters)).toString('base64');

/** The finished report of a key, or `not-found`. */
export const statisticsReply = ({ key }: Parameters, calls: readonly SimulatedCall[]): object => {
  const parameters = readKey(String(key));
  if (parameters === null) return { result: 1000, status: 'not-found', data: [] };
  const { start_date: start, end_date: end, limit, offset } = parameters;
  const first = Number(offset);
  const rows = calls
    .filter(({ startedAt }) => startedAt >= moscow(String(start)) && startedAt <= moscow(String(end)))
    .slice(first, first + Number(limit))
    .map(rowOf);
  return { result: 1000, status: 'complete', data: [{ list: rows, period: String(start).slice(0, 10) }] };
};

const readKey = (key: string): Parameters | null => {
  try {
    return JSON.parse(Buffer.from(key, 'base64').toString('utf8')) as Parameters;
  } catch {
    return null;
  }
};

/** `DD.MM.YYYY HH:mm:ss`, taken as Moscow's time. */
const moscow = (text: string): Date => {
  const [, day, month, year, time] = /^(\d\d)\.(\d\d)\.(\d{4}) (.+)$/.exec(text) ?? [];
  return new Date(`${year}-${month}-${day}T${time}+03:00`);
};

const unix = (date: Date | null): number | null => (date === null ? null : Math.floor(date.getTime() / 1000));

const seconds = (from: Date | null, to: Date | null): number =>
  from === null || to === null ? 0 : Math.floor((to.getTime() - from.getTime()) / 1000);

/** An outgoing call of an employee, as §3.4.2.3 shows one. */
const rowOf = ({ providerCallId, phone, startedAt, answeredAt, endedAt }: SimulatedCall): object => ({
  entry_id: providerCallId,
  context_type: 2,
  context_status: answeredAt === null ? 0 : 1,
  caller_id: 300043164,
  caller_name: 'Сотрудник',
  caller_number: 'sip:user00000@tech.mangosip.ru',
  called_number: phone,
  context_start_time: unix(startedAt),
  duration: endedAt === null ? null : seconds(startedAt, endedAt),
  talk_duration: seconds(answeredAt, endedAt),
  context_init_type: 4,
  recall_status: 2,
  context_calls: [
    {
      call_type: 'number',
      call_abonent_number: null,
      call_start_time: unix(startedAt),
      call_answer_time: unix(answeredAt),
      call_end_time: unix(endedAt),
      talk_duration: seconds(answeredAt, endedAt),
      call_end_reason: answeredAt === null ? 1111 : 1110,
      recording_id: answeredAt === null ? [] : [`record-${providerCallId}`],
      external_call_id: `leg-${providerCallId}`,
      members: [],
    },
  ],
});
