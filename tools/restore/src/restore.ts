import type { PerezvonConfig } from '@perezvon/config';
import {
  bookingsById,
  ensurePacing,
  insertDecisions,
  lockReminders,
  updateReminders,
  type Database,
  type Sql,
} from '@perezvon/database';
import {
  closeReminder,
  createDirectory,
  ledgerEntry,
  writeNews,
  type CallingInfobase,
} from '@perezvon/reminders';

export interface RestoreCommand {
  args: readonly string[];
  database: Pick<Database, 'sql' | 'transaction'>;
  config: PerezvonConfig;
  now: Date;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const usage = `Usage: npm run restore -- COMMAND   (database of DATABASE_URL, file of PEREZVON_CONFIG)
  hold      before the apps start on a restored database: no call begins until \`release\`
  release   ends every reminder whose call may have been made since the backup, then lets calls begin`;

const heldUntil = new Date('2100-01-01T00:00:00Z');
const heldFor = 'restored';
const hourMs = 3_600_000;

const hold = async ({ database, config, print }: RestoreCommand): Promise<number> => {
  await ensurePacing(
    database.sql,
    config.accounts.map(({ id }) => id),
  );
  const statement = 'UPDATE account_pacing SET paused_until = $1, reason = $2 RETURNING account_id AS id';
  for (const { id } of await database.sql.query<{ id: string }>(statement, [heldUntil, heldFor])) {
    print(`held      ${id}`);
  }
  return 0;
};

/** What the apps have to work off first: what it leads to would else be called about right after the release. */
const unsettled = `SELECT
    (SELECT count(*) FROM onec_event WHERE state = 'pending')::int AS "events of 1C not filed",
    (SELECT count(*) FROM provider_event WHERE state = 'pending')::int AS "webhooks not applied",
    (SELECT count(*) FROM booking WHERE plan_due_at IS NOT NULL)::int AS "bookings not planned",
    (SELECT count(*) FROM reminder WHERE state = 'calling')::int AS "calls without an end (the watchdog ends them)"`;

/** Begun before the backup, due by now, or meant for a moment that is past: it may have been called about since. */
const doubtful = `SELECT id FROM reminder WHERE infobase_id = $1 AND state IN ('planned', 'waiting')
    AND (attempts > 0 OR due_at <= $2 OR start_at <= $3)`;

const endDoubtful = async (tx: Sql, infobase: CallingInfobase, now: Date): Promise<string[]> => {
  const aimed = new Date(now.getTime() + infobase.reminders.leadHours * hourMs);
  const found = await tx.query<{ id: string }>(doubtful, [infobase.id, now, aimed]);
  const reminders = await lockReminders(
    tx,
    found.map(({ id }) => id),
  );
  const rows = await bookingsById(
    tx,
    reminders.map(({ bookingId }) => bookingId),
  );
  const bookings = new Map(rows.map((booking) => [booking.id, booking]));
  const ended = reminders.flatMap((reminder) => {
    const booking = bookings.get(reminder.bookingId);
    return booking
      ? [{ booking, ...closeReminder({ reminder, booking, infobase, reason: 'no_window', now }) }]
      : [];
  });
  await updateReminders(
    tx,
    ended.map(({ reminder }) => reminder),
  );
  const decision = { verdict: 'end', reason: 'no_window', trace: [] } as const;
  await insertDecisions(
    tx,
    ended.map(({ reminder: { id, bookingId } }) =>
      ledgerEntry({ bookingId, reminderId: id, now }, { ...decision, trace: [] }),
    ),
  );
  await writeNews(
    tx,
    ended.map(({ news }) => news),
  );
  return ended.map(({ booking }) => `ended     ${infobase.id}  ${booking.externalId}`);
};

const release = async ({ database, config, now, print, complain }: RestoreCommand): Promise<number> => {
  const [left = {}] = await database.sql.query<Record<string, number>>(unsettled);
  const reasons = Object.entries(left).filter(([, count]) => count > 0);
  for (const [what, count] of reasons) complain(`not yet: ${count} ${what}`);
  if (reasons.length > 0) return 1;
  const directory = createDirectory(config);
  const lines = await database.transaction(async (tx) => {
    const ended: string[] = [];
    for (const { id } of config.infobases) {
      const infobase = directory.calling(id);
      if (infobase !== null) ended.push(...(await endDoubtful(tx, infobase, now)));
    }
    await tx.query('UPDATE account_pacing SET paused_until = NULL, reason = NULL WHERE reason = $1', [
      heldFor,
    ]);
    return ended;
  });
  for (const line of lines) print(line);
  print(`released: ${lines.length} reminders ended, calls may begin`);
  return 0;
};

const commands: Readonly<Record<string, (command: RestoreCommand) => Promise<number>>> = { hold, release };

/**
 * Runs one command; the result is the exit code (1: release must wait, 2: no such command). A restored database knows nothing of
 * the calls since the backup: for the reminders concerned 1C gets `booking.failed`, and people call, or 1C sends `booking.call_now`.
 */
export const runRestore = async (command: RestoreCommand): Promise<number> => {
  const chosen = commands[command.args[0] ?? ''];
  if (chosen !== undefined) return chosen(command);
  command.complain(usage);
  return 2;
};
