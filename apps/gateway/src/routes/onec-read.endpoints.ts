import { problemReply, type HttpReply, type HttpRequest } from '@perezvon/http';
import { localDate, offsetTime } from '@perezvon/domain';
import { readRef } from '@perezvon/onec';
import type { Infobase } from '../use-cases/authenticate.ts';
import { describeBooking, explainBooking, type BookingStore } from '../use-cases/describe-booking.ts';
import type { previewPlan } from '../use-cases/preview-plan.ts';
import { badParameter, storeOut, unknownBooking } from './replies.ts';
import { forInfobase, type Gate } from './gate.ts';

export interface OnecReadOptions {
  gate: Gate;
  bookings: BookingStore;
  /** Null: this infobase has no reminders in its configuration. */
  planOf: (infobase: Infobase, date: string) => ReturnType<typeof previewPlan> | null;
  clock: () => Date;
  /** A store could not be read; the client hears 503. */
  onStoreFailure: (error: unknown, request: HttpRequest) => void;
}

/** What the gateway offers, so that 1C can ask before it uses something newer. */
const features = [
  'booking',
  'booking.deleted',
  'commands',
  'bookings',
  'why',
  'plan',
  'outbox',
  'compat.voicebox',
];

type Answer = (request: HttpRequest, infobase: Infobase) => Promise<HttpReply>;

/** Reading needs PostgreSQL; without it the answer is 503, never 500. */
export const readingStore =
  (options: Pick<OnecReadOptions, 'onStoreFailure'>, answer: Answer): Answer =>
  async (request, infobase) => {
    try {
      return await answer(request, infobase);
    } catch (error) {
      options.onStoreFailure(error, request);
      return storeOut();
    }
  };

export const onecReadEndpoints = (options: OnecReadOptions) => {
  const reading = (answer: Answer) => forInfobase(options.gate, readingStore(options, answer));
  return {
    booking: reading((request, infobase) => about(describeBooking, { options, request, infobase })),
    why: reading((request, infobase) => about(explainBooking, { options, request, infobase })),
    plan: reading((request, infobase) => plan(options, request, infobase)),
    ping: forInfobase(options.gate, async (_request, { id, timezone }) => {
      const body = { ok: true, infobase: id, server_time: offsetTime(options.clock(), timezone), features };
      return { status: 200, body };
    }),
  };
};

interface Question {
  options: OnecReadOptions;
  request: HttpRequest;
  infobase: Infobase;
}

const about = async (
  describe: typeof describeBooking | typeof explainBooking,
  { options, request, infobase }: Question,
): Promise<HttpReply> => {
  const reference = readRef(request.params['id']);
  if (reference.kind !== 'value') return unknownBooking();
  const body = await describe({ store: options.bookings, infobase, bookingId: reference.value });
  return body === null ? unknownBooking() : { status: 200, body };
};

const plan = async (
  options: OnecReadOptions,
  request: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  const given = request.query.get('date')?.trim() ?? '';
  const date = given === '' ? localDate(options.clock(), infobase.timezone) : parseDate(given);
  if (date === null) return badParameter('date', 'Параметр date: ожидается дата вида 2026-06-04.');
  const preview = options.planOf(infobase, date);
  if (preview === null) {
    return problemReply(404, { code: 'not_found', message: 'Для этой базы напоминания не настроены.' });
  }
  return { status: 200, body: await preview };
};

/** `2026-06-04`, with or without a time behind it, or `04.06.2026`; null when there is no such day. */
const parseDate = (text: string): string | null => {
  const russian = /^(\d\d)\.(\d\d)\.(\d{4})/.exec(text);
  const date = russian
    ? `${russian[3]}-${russian[2]}-${russian[1]}`
    : (/^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? '');
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : date;
};
