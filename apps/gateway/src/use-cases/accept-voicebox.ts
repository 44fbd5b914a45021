import { createHash } from 'node:crypto';
import { decodeVoicebox, type OnecError } from '@perezvon/onec';
import {
  isDuplicate,
  readOnecBody,
  toInboxRow,
  type Busy,
  type OnecBody,
  type OnecIntake,
} from './onec-intake.ts';

export interface VoiceboxRequest extends OnecBody {
  idempotencyKey: string | undefined;
}

export interface VoiceboxIntake extends OnecIntake {
  /** When an event with this id came; null if it never did, or while PostgreSQL is out. */
  findReceivedAt: (infobaseId: string, eventId: string) => Promise<Date | null>;
}

export type VoiceboxOutcome =
  { kind: 'refused'; error: OnecError } | { kind: 'taken'; callId: string; duplicate: boolean } | Busy;

/** The same body within this time is the same order: 1C repeats what it got no answer to. */
const repeatMs = 10 * 60_000;

const undecided = '00000000-0000-8000-8000-000000000000';

/**
 * `POST /compat/voicebox`. The call id is derived from the order itself (infobase, body and stretch of ten minutes, or
 * Idempotency-Key), so a repetition gets the same one whichever replica takes it, even while PostgreSQL is out.
 */
export const createVoiceboxIntake =
  (intake: VoiceboxIntake) =>
  async (request: VoiceboxRequest): Promise<VoiceboxOutcome> => {
    const body = readOnecBody(request, intake.maxBytes);
    if (!body.ok) return { kind: 'refused', error: body.error };
    const { infobase, idempotencyKey } = request;
    const receivedAt = intake.clock();
    const options = { callId: undecided, cityCode: infobase.cityCode ?? null, receivedAt };
    const decoded = decodeVoicebox(body.value, options);
    if (!decoded.ok) return { kind: 'refused', error: decoded.error };
    const { subject } = decoded.event;
    const callId = idempotencyKey?.trim()
      ? derivedId([infobase.id, 'key', idempotencyKey.trim(), subject])
      : await idOfBody(intake, { infobaseId: infobase.id, body: body.value, receivedAt });
    const event = { ...decoded.event, id: callId };
    // The dialer reads the call id off the row.
    const row = { ...toInboxRow(intake, { infobase, event, payload: body.value, receivedAt }), id: callId };
    const acceptance = await intake.accept(row);
    if (acceptance.kind === 'overloaded' || acceptance.kind === 'unavailable') return acceptance;
    return { kind: 'taken', callId, duplicate: isDuplicate(acceptance) };
  };

interface Order {
  infobaseId: string;
  body: unknown;
  receivedAt: Date;
}

/** The id of this stretch of ten minutes, unless the same body came in the one before, less than ten minutes ago. */
const idOfBody = async (intake: VoiceboxIntake, order: Order): Promise<string> => {
  const text = JSON.stringify(sorted(order.body));
  const stretch = Math.floor(order.receivedAt.getTime() / repeatMs);
  const [current, previous] = [stretch, stretch - 1].map((number) =>
    derivedId([order.infobaseId, 'body', text, String(number)]),
  ) as [string, string];
  const before = await intake.findReceivedAt(order.infobaseId, previous);
  return before !== null && order.receivedAt.getTime() - before.getTime() < repeatMs ? previous : current;
};

/** The same object whatever the order of its keys. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
};

/** A UUID of version 8 (RFC 9562: free content) from the SHA-256 of the parts. */
const derivedId = (parts: readonly string[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
