import type { PerezvonConfig } from '@perezvon/config';
import {
  bookingsById,
  countInProgress,
  ensurePacing,
  insertDecisions,
  lockReminders,
  updateReminders,
  type Database,
  type Sql,
} from '@perezvon/database';
import type { Decision } from '@perezvon/domain';
import {
  closeReminder,
  createDirectory,
  ledgerEntry,
  writeNews,
  type CallingInfobase,
} from '@perezvon/reminders';

export interface CallsCommand {
  args: readonly string[];
  database: Pick<Database, 'sql' | 'transaction'>;
  config: PerezvonConfig;
  now: Date;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const usage = `Usage: npm run calls -- COMMAND   (database of DATABASE_URL, file of PEREZVON_CONFIG)
  hold                no call begins until \`resume\`; tells how many are under way
  resume              calls may begin again
  resume --restored   the same on a restored database: first ends every reminder whose call may have been made since the backup`;

const heldUntil = new Date('2100-01-01T00:00:00Z');
const heldSince = 'held since ';
/** What follows it in the reason of a hold is the pause that was there before: `until | reason`. */
const before = ' | ';
const hourMs = 3_600_000;

const hold = async ({ database: { sql }, config, now, print }: CallsCommand): Promise<number> => {
  const accounts = config.accounts.map(({ id }) => id);
  await ensurePacing(sql, accounts);
  // Again: the first hold goes on, for what 1C posted since it began is what a restored system doubts.
  await sql.query(
    `UPDATE account_pacing SET paused_until = $1,
       reason = $2 || CASE WHEN paused_until > $3 THEN $4 || paused_until || $4 || coalesce(reason, '') ELSE '' END
     WHERE NOT starts_with(coalesce(reason, ''), $5)`,
    [heldUntil, heldSince + now.toISOString(), now, before, heldSince],
  );
  const underWay = await Promise.all(accounts.map((id) => countInProgress(sql, id)));
  print(`held: no call begins; under way: ${underWay.reduce((sum, count) => sum + count, 0)}`);
  return 0;
};

/** Lets calls begin; returns since when they were held. Pauses of other origin stay, or are as they were before the hold. */
const lift = async (sql: Sql): Promise<Date | null> => {
  const rows = await sql.query<{ since: string }>(
    `UPDATE account_pacing a SET paused_until = nullif(split_part(held.reason, $2, 2), '')::timestamptz,
       reason = nullif(split_part(held.reason, $2, 3), '')
     FROM account_pacing held WHERE held.account_id = a.account_id AND starts_with(a.reason, $1)
     RETURNING substr(split_part(held.reason, $2, 1), length($1) + 1) AS since`,
    [heldSince, before],
  );
  const moments = rows.map(({ since }) => Date.parse(since));
  return moments.length === 0 ? null : new Date(Math.min(...moments));
};

/** What the apps have to work off first: what it leads to would else be called about right after the release. */
const unsettled = `SELECT
    (SELECT count(*) FROM onec_event WHERE state = 'pending')::int AS "events of 1C not filed",
    (SELECT count(*) FROM provider_event WHERE state = 'pending')::int AS "webhooks not applied",
    (SELECT count(*) FROM booking WHERE plan_due_at IS NOT NULL)::int AS "bookings not planned",
    (SELECT count(*) FROM reminder WHERE state = 'calling')::int AS "calls without an end (the watchdog ends them)"`;

/**
 * There may have been a call since the backup: begun before it, or due by now; of those that 1C posted again after the hold (their
 * due time follows from the present) whatever was meant for a moment that is past.
 */
const doubtful = `SELECT id FROM reminder WHERE infobase_id = $1 AND state IN ('planned', 'waiting')
    AND (attempts > 0 OR due_at <= $2 OR (updated_at >= $3 AND start_at <= $4))`;

const restoredDecision: Decision = {
  verdict: 'end',
  reason: 'no_window',
  trace: [{ rule: 'restored', pass: false, inputs: {} }],
};

const endDoubtful = async (
  tx: Sql,
  infobase: CallingInfobase,
  { since, now }: { since: Date; now: Date },
): Promise<string[]> => {
  const aimed = new Date(now.getTime() + infobase.reminders.leadHours * hourMs);
  const found = await tx.query<{ id: string }>(doubtful, [infobase.id, now, since, aimed]);
  const reminders = await lockReminders(
    tx,
    found.map((row) => row.id),
  );
  const bookings = await bookingsById(
    tx,
    reminders.map((row) => row.bookingId),
  );
  const ended = reminders.flatMap((reminder) => {
    const booking = bookings.find(({ id }) => id === reminder.bookingId);
    return booking
      ? [{ booking, ...closeReminder({ reminder, booking, infobase, reason: 'no_window', now }) }]
      : [];
  });
  await updateReminders(
    tx,
    ended.map((one) => one.reminder),
  );
  const ledger = ended.map(({ reminder: { id, bookingId } }) =>
    ledgerEntry({ bookingId, reminderId: id, now }, restoredDecision),
  );
  await insertDecisions(tx, ledger);
  await writeNews(
    tx,
    ended.map((one) => one.news),
  );
  return ended.map(({ booking }) => `ended     ${infobase.id}  ${booking.externalId}`);
};

const resumeRestored = async (command: CallsCommand): Promise<number> => {
  const { database, config, now, print, complain } = command;
  const [left = {}] = await database.sql.query<Record<string, number>>(unsettled);
  const reasons = Object.entries(left).filter(([, count]) => count > 0);
  for (const [what, count] of reasons) complain(`not yet: ${count} ${what}`);
  if (reasons.length > 0) return 1;
  const directory = createDirectory(config);
  const infobases = config.infobases.flatMap(({ id }) => directory.calling(id) ?? []);
  const ended = await database.transaction(async (tx) => {
    const since = await lift(tx);
    if (since === null) return null;
    const lines: string[] = [];
    for (const infobase of infobases) lines.push(...(await endDoubtful(tx, infobase, { since, now })));
    return lines;
  });
  if (ended === null) {
    complain('calls are not held: `hold` comes before the apps start on a restored database');
    return 1;
  }
  for (const line of ended) print(line);
  print(`calls may begin; ended without a call: ${ended.length} reminders`);
  return 0;
};

const resume = async (command: CallsCommand): Promise<number> => {
  if (command.args[1] === '--restored') return resumeRestored(command);
  await lift(command.database.sql);
  command.print('calls may begin');
  return 0;
};

const commands: Readonly<Record<string, (command: CallsCommand) => Promise<number>>> = { hold, resume };

/**
 * Runs one command; the result is the exit code (1: a restored system still has work to do first, 2: no such command). A restored
 * database knows no call since the backup: 1C gets `booking.failed` for the reminders concerned, people call, or `booking.call_now`.
 */
export const runCalls = async (command: CallsCommand): Promise<number> => {
  const chosen = commands[command.args[0] ?? ''];
  if (chosen !== undefined) return chosen(command);
  command.complain(usage);
  return 2;
};
