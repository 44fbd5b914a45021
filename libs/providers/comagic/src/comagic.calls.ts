import type {
  CallListPage,
  CallListQuery,
  CallQuestion,
  CallRecord,
  CommandResult,
  ReadResult,
  Refused,
  SaleTag,
} from '@perezvon/contracts-adapter';
import { dataOf, sessionNumber } from './comagic.api.ts';
import type { ComagicSettings } from './comagic.config.ts';
import { momentOf, momentText } from './comagic.moments.ts';
import { callRecordOf, readReport } from './comagic.report.ts';
import type { ReportPage, ReportRow } from './comagic.report.ts';
import type { Rpc } from './comagic.rpc.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const pageSize = 1000;
/** CoMagic's own limit; beyond it the list goes on from the last call's time. */
const maxOffset = 100_000;

interface Cursor {
  from: Date;
  offset: number;
}

/**
 * Calls of a period by `get.calls_report`, 1000 a page. The report counts whole seconds, so that the edges are cut here. A period may
 * be three months at most.
 */
export const createListCalls =
  (settings: ComagicSettings, rpc: Rpc) =>
  async ({ from, to, cursor }: CallListQuery): Promise<ReadResult<CallListPage>> => {
    const place = cursorOf(cursor) ?? { from, offset: 0 };
    const report = await readReport(rpc, settings, { ...place, till: to, limit: pageSize });
    if (report.kind !== 'found') return report;
    const calls = report.value.rows
      .flatMap((row) => callRecordOf(row, settings) ?? [])
      .filter(({ startedAt }) => startedAt >= floorSecond(from) && startedAt < to);
    return {
      kind: 'found',
      value: { calls, next: nextOf(place, report.value, settings) },
    };
  };

const floorSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / second) * second);

const cursorOf = (text: string | null): Cursor | null => {
  const [, from, offset] = /^(\d{1,15}):(\d{1,6})$/.exec(text ?? '') ?? [];
  return from === undefined ? null : { from: new Date(Number(from)), offset: Number(offset) };
};

const nextOf = (
  { from, offset }: Cursor,
  { rows, size, total }: ReportPage,
  { timezone }: ComagicSettings,
): string | null => {
  const reached = offset + size;
  const isLast = size === 0 || (total === null ? size < pageSize : reached >= total);
  if (isLast) return null;
  if (reached <= maxOffset) return `${from.getTime()}:${reached}`;
  const last = momentOf(rows.at(-1)?.start_time, timezone) ?? from;
  return `${last.getTime()}:0`;
};

/**
 * One call, by CoMagic's own id where we know it, else by our attempt id. That it's missing proves nothing until the report has had
 * time to take it in.
 */
export const createLookUpCall =
  (settings: ComagicSettings, rpc: Rpc, clock: () => Date) =>
  async (question: CallQuestion): Promise<ReadResult<CallRecord | null>> => {
    const { attemptId, providerCallId, intendedAt } = question;
    const session = sessionNumber(providerCallId ?? '');
    const report = await readReport(rpc, settings, {
      from: new Date(intendedAt.getTime() - hour),
      till: new Date(Math.min(clock().getTime() + hour, intendedAt.getTime() + 80 * day)),
      filter:
        session === null
          ? { field: 'call_api_external_id', value: attemptId }
          : { field: 'id', value: session },
      limit: 10,
      offset: 0,
    });
    if (report.kind !== 'found') return report;
    const [call] = report.value.rows.flatMap((row) => callRecordOf(row, settings) ?? []);
    if (call !== undefined) return { kind: 'found', value: call };
    if (report.value.size > 0)
      return { kind: 'refused', reason: 'unavailable', detail: 'звонок в отчёте не читается' };
    return tooEarly(intendedAt, settings, clock()) ?? { kind: 'found', value: null };
  };

const tooEarly = (intendedAt: Date, settings: ComagicSettings, now: Date): Refused | null => {
  const retryAfterMs = intendedAt.getTime() + settings.reportDelayMinutes * minute - now.getTime();
  return retryAfterMs <= 0
    ? null
    : { kind: 'refused', reason: 'unavailable', detail: 'звонка ещё нет в отчёте', retryAfterMs };
};

/** `set.tag_sales`, for which the call's `communication_id` is asked first; a sale can't be older than its call. */
export const createTagSale =
  (settings: ComagicSettings, rpc: Rpc) =>
  async (sale: SaleTag): Promise<CommandResult> => {
    const call = await communicationOf(sale, settings, rpc);
    if (call.kind !== 'found') return call;
    const { communicationId, startedAt } = call.value;
    const reply = await rpc.act({
      method: 'set.tag_sales',
      id: `sale-${sale.providerCallId}`,
      params: {
        communication_id: communicationId,
        communication_type: 'call',
        date_time: momentText(sale.paidAt < startedAt ? startedAt : sale.paidAt, settings.timezone),
        transaction_value: Number(sale.amount),
        ...(sale.comment === null ? {} : { comment: sale.comment.slice(0, 255) }),
      },
    });
    if (reply.kind !== 'result') return reply;
    // Documented as `result.id`, seen as `result.data.id`.
    return (reply.result['id'] ?? dataOf(reply.result)['id'] ?? null) === null
      ? { kind: 'unclear', detail: 'в ответе нет id продажи' }
      : { kind: 'done' };
  };

const notFound: Refused = { kind: 'refused', reason: 'not_found', detail: 'звонка нет в отчёте' };

const communicationOf = async (
  { providerCallId, paidAt }: SaleTag,
  settings: ComagicSettings,
  rpc: Rpc,
): Promise<ReadResult<{ communicationId: number; startedAt: Date }>> => {
  const session = sessionNumber(providerCallId);
  if (session === null) return notFound;
  const report = await readReport(rpc, settings, {
    from: new Date(paidAt.getTime() - 85 * day),
    till: new Date(paidAt.getTime() + day),
    filter: { field: 'id', value: session },
    limit: 1,
    offset: 0,
  });
  if (report.kind !== 'found') return report;
  const row = report.value.rows[0];
  return row === undefined ? notFound : communicationIn(row, settings);
};

const communicationIn = (
  row: ReportRow,
  { timezone }: ComagicSettings,
): ReadResult<{ communicationId: number; startedAt: Date }> => {
  const startedAt = momentOf(row.start_time, timezone);
  const communicationId = sessionNumber(row.communication_id ?? '');
  return startedAt === null || communicationId === null
    ? notFound
    : { kind: 'found', value: { communicationId, startedAt } };
};
