import type { CallRecord, ReadResult } from '@perezvon/contracts-adapter';
import { readPhone } from '@perezvon/provider-kit';
import { z } from 'zod';
import type { ComagicSettings } from './comagic.config.ts';
import { attemptIdOf } from './comagic.identity.ts';
import { momentOf, momentText } from './comagic.moments.ts';
import { heardSecondsOf, outcomeOf } from './comagic.outcome.ts';
import { recordingIdOfLink, talkRecordingId } from './comagic.recording.ts';
import type { Rpc, RpcResult } from './comagic.rpc.ts';

const text = z.union([z.string(), z.number()]).transform(String).nullish().catch(null);
const seconds = z.coerce.number().nonnegative().nullish().catch(null);

const rowSchema = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  start_time: z.string(),
  finish_time: text,
  finish_reason: text,
  direction: z.enum(['in', 'out']).nullish().catch(null),
  is_lost: z.boolean().nullish().catch(null),
  contact_phone_number: text,
  virtual_phone_number: text,
  operator_phone_number: text,
  communication_id: text,
  wait_duration: seconds,
  talk_duration: seconds,
  total_duration: seconds,
  call_records: z
    .array(z.union([z.string(), z.number()]).transform(String))
    .nullish()
    .catch(null),
  full_record_file_link: text,
  call_api_external_id: text,
});
export type ReportRow = z.output<typeof rowSchema>;

/** Everything we read; without `fields` CoMagic leaves some of it out. */
const fields = Object.keys(rowSchema.shape);

export interface ReportQuery {
  from: Date;
  /** Up to and with this second. */
  till: Date;
  filter?: { field: string; value: string | number };
  limit: number;
  offset: number;
}

export interface ReportPage {
  rows: ReportRow[];
  /** How many rows the page held, readable or not. */
  size: number;
  /** In the whole period; null when not told. */
  total: number | null;
}

/** One page of `get.calls_report`, oldest call first, with the calls still going on. */
export const readReport = async (
  rpc: Rpc,
  { timezone }: Pick<ComagicSettings, 'timezone'>,
  { from, till, filter, limit, offset }: ReportQuery,
): Promise<ReadResult<ReportPage>> => {
  const reply = await rpc.ask({
    method: 'get.calls_report',
    id: 'perezvon-report',
    params: {
      date_from: momentText(from, timezone),
      date_till: momentText(till, timezone),
      ...(filter === undefined ? {} : { filter: { ...filter, operator: '=' } }),
      fields,
      sort: [{ field: 'start_time', order: 'asc' }],
      limit,
      offset,
      include_ongoing_calls: true,
    },
  });
  return reply.kind === 'result' ? pageOf(reply) : reply;
};

const pageSchema = z.object({
  data: z.array(z.unknown()),
  metadata: z
    .object({ total_items: z.coerce.number().nullish().catch(null) })
    .nullish()
    .catch(null),
});

const pageOf = ({ result }: RpcResult): ReadResult<ReportPage> => {
  const page = pageSchema.safeParse(result);
  if (!page.success) return { kind: 'refused', reason: 'unavailable', detail: 'отчёт не читается' };
  const rows = page.data.data.flatMap((row) => {
    const parsed = rowSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  const total = page.data.metadata?.total_items ?? null;
  return { kind: 'found', value: { rows, size: page.data.data.length, total } };
};

/** Null when the start of the call can't be read. */
export const callRecordOf = (row: ReportRow, settings: ComagicSettings): CallRecord | null => {
  const startedAt = momentOf(row.start_time, settings.timezone);
  if (startedAt === null) return null;
  const endedAt = momentOf(row.finish_time, settings.timezone);
  const talkSeconds = talkOf(row, settings);
  return {
    providerCallId: row.id,
    attemptId: attemptIdOf(row.call_api_external_id),
    parties: {
      direction: row.direction ?? null,
      clientPhone: readPhone(row.contact_phone_number),
      ownPhone: readPhone(row.virtual_phone_number),
      extensions: extensionsOf(row.operator_phone_number, settings),
    },
    startedAt,
    answeredAt: answeredAtOf(startedAt, row, talkSeconds),
    endedAt,
    talkSeconds: endedAt === null ? null : talkSeconds,
    outcome: endedAt === null ? null : outcomeOf(endOf(row, talkSeconds), settings),
    providerStatus: (row.finish_reason ?? '').slice(0, 200),
    recordingId: recordingOf(row),
  };
};

const talkOf = (row: ReportRow, settings: ComagicSettings): number | null =>
  heardSecondsOf(
    {
      talk: row.talk_duration ?? null,
      total: row.total_duration ?? null,
      wait: row.wait_duration ?? null,
    },
    settings,
  );

const endOf = (row: ReportRow, talkSeconds: number | null) => ({
  talkSeconds,
  finishReason: row.finish_reason ?? null,
  isLost: row.is_lost ?? null,
});

/** Talk begins when the wait is over. */
const answeredAtOf = (
  startedAt: Date,
  { wait_duration: wait }: ReportRow,
  talkSeconds: number | null,
): Date | null =>
  talkSeconds === null || talkSeconds === 0 || typeof wait !== 'number'
    ? null
    : new Date(startedAt.getTime() + wait * 1000);

const extensionsOf = (phone: string | null | undefined, { operators }: ComagicSettings): string[] =>
  phone === null || phone === undefined
    ? []
    : Object.entries(operators).flatMap(([extension, number]) => (number === phone ? [extension] : []));

/** Several talks in one call: the recording of the whole, where there is one. */
const recordingOf = (row: ReportRow): string | null => {
  const [talk, ...others] = row.call_records ?? [];
  const whole = recordingIdOfLink(row.full_record_file_link);
  const communicationId = row.communication_id ?? null;
  if (talk === undefined || communicationId === null) return whole;
  return others.length > 0 && whole !== null ? whole : talkRecordingId(communicationId, talk);
};
