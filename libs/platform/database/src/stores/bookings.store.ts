import type { Booking, BookingStatus } from '@perezvon/contracts-events';
import { recordSet } from '../record-set.ts';
import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** The newest known version of a booking; see prisma/schema.prisma. */
export interface BookingRow {
  id: string;
  infobaseId: string;
  externalId: string;
  number: string | null;
  versionAt: Date;
  versionId: string;
  status: BookingStatus;
  startAt: Date | null;
  zone: string;
  deleted: boolean;
  /** Null when only its deletion, a command or an ordered call is known. */
  data: Booking | null;
  stopped: boolean;
  callNow: boolean;
  planDueAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const bookings = recordSet<BookingRow>({
  table: 'booking',
  columns: {
    id: ['id', 'uuid'],
    infobaseId: ['infobase_id', 'text'],
    externalId: ['external_id', 'text'],
    number: ['number', 'text'],
    versionAt: ['version_at', 'timestamptz'],
    versionId: ['version_id', 'uuid'],
    status: ['status', 'text'],
    startAt: ['start_at', 'timestamptz'],
    zone: ['zone', 'text'],
    deleted: ['deleted', 'boolean'],
    data: ['data', 'jsonb'],
    stopped: ['stopped', 'boolean'],
    callNow: ['call_now', 'boolean'],
    planDueAt: ['plan_due_at', 'timestamptz'],
    createdAt: ['created_at', 'timestamptz'],
    updatedAt: ['updated_at', 'timestamptz'],
  },
  changing: ['callNow', 'planDueAt', 'updatedAt'],
});

/** One version of a booking; a deletion carries `data: null` and keeps what was known. */
export type BookingVersion = Pick<
  BookingRow,
  | 'id'
  | 'infobaseId'
  | 'externalId'
  | 'number'
  | 'versionAt'
  | 'versionId'
  | 'status'
  | 'startAt'
  | 'zone'
  | 'deleted'
  | 'data'
> & { planDueAt: Date; now: Date };

const versionColumns = `"id" uuid, "infobaseId" text, "externalId" text, "number" text, "versionAt" timestamptz, "versionId" uuid,
  "status" text, "startAt" timestamptz, "zone" text, "deleted" boolean, "data" jsonb, "planDueAt" timestamptz, "now" timestamptz`;

const saveStatement = `
INSERT INTO booking AS b (id, infobase_id, external_id, number, version_at, version_id, status, start_at, zone, deleted, data,
  plan_due_at, created_at, updated_at)
SELECT "id", "infobaseId", "externalId", "number", "versionAt", "versionId", "status", "startAt", "zone", "deleted", "data",
  "planDueAt", "now", "now"
FROM jsonb_to_recordset($1::jsonb) AS x(${versionColumns}) ORDER BY "infobaseId", "externalId"
ON CONFLICT (infobase_id, external_id) DO UPDATE SET
  version_at = excluded.version_at, version_id = excluded.version_id, deleted = excluded.deleted,
  number = CASE WHEN excluded.deleted THEN b.number ELSE excluded.number END,
  status = CASE WHEN excluded.deleted THEN b.status ELSE excluded.status END,
  start_at = CASE WHEN excluded.deleted THEN b.start_at ELSE excluded.start_at END,
  zone = CASE WHEN excluded.deleted THEN b.zone ELSE excluded.zone END,
  data = CASE WHEN excluded.deleted THEN b.data ELSE excluded.data END,
  plan_due_at = COALESCE(b.plan_due_at, excluded.plan_due_at), updated_at = excluded.updated_at
WHERE (excluded.version_at, excluded.version_id) > (b.version_at, b.version_id)`;

/**
 * Keeps the newest version of each booking, whatever the order of arrival: an older one changes nothing. The first change
 * after a planning starts the debounce; further ones don't prolong it. At most one version of a booking per call.
 */
export const saveBookingVersions = async (tx: Sql, versions: readonly BookingVersion[]): Promise<void> => {
  if (versions.length > 0) await tx.query(saveStatement, [jsonOf(versions)]);
};

/** A command about a booking that may not be known yet. */
export interface BookingCommand {
  /** For the row that is made when the booking is unknown. */
  id: string;
  infobaseId: string;
  externalId: string;
  zone: string;
  commandAt: Date;
  commandId: string;
  stopped: boolean;
  callNow: boolean;
  now: Date;
}

const commandStatement = `
INSERT INTO booking AS b (id, infobase_id, external_id, version_at, version_id, status, zone, stopped, call_now, command_at,
  command_id, plan_due_at, created_at, updated_at)
SELECT "id", "infobaseId", "externalId", '-infinity', '00000000-0000-0000-0000-000000000000', 'unknown', "zone", "stopped",
  "callNow", "commandAt", "commandId", "now", "now", "now"
FROM jsonb_to_recordset($1::jsonb) AS x("id" uuid, "infobaseId" text, "externalId" text, "zone" text, "commandAt" timestamptz,
  "commandId" uuid, "stopped" boolean, "callNow" boolean, "now" timestamptz) ORDER BY "infobaseId", "externalId"
ON CONFLICT (infobase_id, external_id) DO UPDATE SET stopped = excluded.stopped, call_now = excluded.call_now,
  command_at = excluded.command_at, command_id = excluded.command_id, plan_due_at = excluded.plan_due_at, updated_at = excluded.updated_at
WHERE b.command_id IS NULL OR (excluded.command_at, excluded.command_id) > (b.command_at, b.command_id)`;

/** Keeps the newest command of each booking and has it planned at once. At most one command of a booking per call. */
export const saveBookingCommands = async (tx: Sql, commands: readonly BookingCommand[]): Promise<void> => {
  if (commands.length > 0) await tx.query(commandStatement, [jsonOf(commands)]);
};

/** Bookings whose debounce ran out, locked for this transaction; those another replica holds are skipped. */
export const claimBookingsToPlan = (tx: Sql, now: Date, limit: number): Promise<BookingRow[]> =>
  tx.query(
    `SELECT ${bookings.select('b')} FROM booking b WHERE b.plan_due_at <= $1 ORDER BY b.plan_due_at LIMIT $2
     FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );

export const updateBookings = bookings.update;

/** The bookings of these ids as they stand now. */
export const bookingsById = (sql: Sql, ids: readonly string[]): Promise<BookingRow[]> =>
  sql.query(`SELECT ${bookings.select('b')} FROM booking b WHERE b.id = ANY($1::uuid[])`, [ids]);

/** An infobase's own booking by its 1C id; null when unknown. */
export const bookingByExternalId = async (
  sql: Sql,
  infobaseId: string,
  externalId: string,
): Promise<BookingRow | null> => {
  const rows = await sql.query<BookingRow>(
    `SELECT ${bookings.select('b')} FROM booking b WHERE b.infobase_id = $1 AND b.external_id = $2`,
    [infobaseId, externalId],
  );
  return rows[0] ?? null;
};

/** Makes sure that a booking row exists for an ordered call; returns the row's id either way. */
export const ensureBooking = async (
  tx: Sql,
  booking: Pick<BookingRow, 'id' | 'infobaseId' | 'externalId' | 'zone'> & { now: Date },
): Promise<string> => {
  const rows = await tx.query<{ id: string }>(
    `INSERT INTO booking AS b (id, infobase_id, external_id, version_at, version_id, status, zone, created_at, updated_at)
     VALUES ($1, $2, $3, '-infinity', '00000000-0000-0000-0000-000000000000', 'planned', $4, $5, $5)
     ON CONFLICT (infobase_id, external_id) DO UPDATE SET updated_at = excluded.updated_at RETURNING b.id`,
    [booking.id, booking.infobaseId, booking.externalId, booking.zone, booking.now],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('booking row neither made nor found');
  return row.id;
};
