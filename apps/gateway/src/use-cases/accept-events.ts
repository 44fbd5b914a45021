import { decodeEvent, splitEvents, type OnecError, type OnecWarning } from '@perezvon/onec';
import type { OnecInboxRow } from '@perezvon/contracts-queues';
import type { Acceptance } from './accept.ts';
import type { Infobase } from './authenticate.ts';
import {
  eventOptions,
  isDuplicate,
  readOnecBody,
  toInboxRow,
  type Busy,
  type OnecBody,
  type OnecIntake,
  type OnecStored,
} from './onec-intake.ts';

export interface EventResult {
  id: string | null;
  status: 'accepted' | 'duplicate' | 'rejected';
  error: OnecError | null;
}

export interface EventWarning {
  id: string | null;
  code: string;
  field: string | null;
  message: string;
}

export type EventsOutcome =
  | { kind: 'refused'; error: OnecError }
  | { kind: 'taken'; results: EventResult[]; warnings: EventWarning[]; allRejected: boolean }
  | Busy;

/** The most events of one request. */
const maxEvents = 500;

const otherSubject =
  'Этот id события уже приходил с другим объектом: событие принято как новое, но id должен быть уникальным';

/** One event of the request: refused, or the row it becomes. */
type Reading =
  | { ok: false; id: string | null; error: OnecError }
  | { ok: true; row: OnecInboxRow; warnings: readonly OnecWarning[] };

const read = (intake: OnecIntake, infobase: Infobase, raw: unknown): Reading => {
  const receivedAt = intake.clock();
  const decoded = decodeEvent(raw, eventOptions(infobase, receivedAt));
  if (!decoded.ok) return decoded;
  const row = toInboxRow(intake, { infobase, event: decoded.event, payload: raw, receivedAt });
  return { ok: true, row, warnings: decoded.warnings };
};

/**
 * `POST /events`: each event is accepted (durably), a duplicate, or rejected with the reason; one bad event refuses only
 * itself. When nothing durable takes even one of them the whole request is to be repeated: what was kept will then be a duplicate.
 */
export const createEventIntake =
  (intake: OnecIntake) =>
  async (request: OnecBody): Promise<EventsOutcome> => {
    const body = readOnecBody(request, intake.maxBytes);
    if (!body.ok) return { kind: 'refused', error: body.error };
    const split = splitEvents(body.value, maxEvents);
    if (!split.ok) return { kind: 'refused', error: split.error };
    const readings = split.events.map((raw) => read(intake, request.infobase, raw));
    const acceptances = await Promise.all(
      readings.map(async (reading) => (reading.ok ? intake.accept(reading.row) : null)),
    );
    const busy = acceptances.find(isBusy);
    if (busy) return busy;
    return {
      kind: 'taken',
      results: readings.map((reading, index) => resultOf(reading, acceptances[index] ?? null)),
      warnings: [
        ...body.warnings.map((warning) => ({ id: null, ...warning })),
        ...readings.flatMap((reading, index) => warningsOf(reading, acceptances[index] ?? null)),
      ],
      allRejected: readings.every((reading) => !reading.ok),
    };
  };

const isBusy = (acceptance: Acceptance<OnecStored> | null): acceptance is Busy =>
  acceptance?.kind === 'overloaded' || acceptance?.kind === 'unavailable';

const resultOf = (reading: Reading, acceptance: Acceptance<OnecStored> | null): EventResult => {
  if (!reading.ok) return { id: reading.id, status: 'rejected', error: reading.error };
  const status = acceptance !== null && isDuplicate(acceptance) ? 'duplicate' : 'accepted';
  return { id: reading.row.eventId, status, error: null };
};

const warningsOf = (reading: Reading, acceptance: Acceptance<OnecStored> | null): EventWarning[] => {
  if (!reading.ok) return [];
  const id = reading.row.eventId;
  const reused = acceptance?.kind === 'stored' && acceptance.result.idUsedForOtherSubject;
  return [
    ...reading.warnings.map((warning) => ({ id, ...warning })),
    ...(reused ? [{ id, code: 'id_reused', field: 'id', message: otherSubject }] : []),
  ];
};
