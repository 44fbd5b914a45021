import { switchReasons, type SwitchReason } from '@perezvon/contracts-events';
import {
  callingAccount,
  insertOutboxEvents,
  lockCallingAccount,
  moveDueReminders,
  pausesOf,
  saveCallingAccount,
  type Database,
  type PauseRow,
  type Sql,
} from '@perezvon/database';
import { accountSwitchedNews } from '@perezvon/domain';
import type { CallingInfobase, WrittenEvent } from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';
import { canBeTried, takesCalls } from './takes-calls.ts';

export interface SwitchAccountsOptions {
  database: Database;
  clock: () => Date;
  batch: number;
}

export interface Switch {
  infobaseId: string;
  from: string;
  to: string;
  reason: SwitchReason;
}

export interface Switched {
  change: Switch | null;
  written: WrittenEvent[];
}

const unchanged: Switched = { change: null, written: [] };

interface Choice {
  infobase: CallingInfobase;
  /** Of the infobase's accounts. */
  pauses: ReadonlyMap<string, PauseRow>;
  to: string;
  now: Date;
}

const reasonOf = (pause: PauseRow | undefined): SwitchReason => {
  if (pause === undefined) return 'restored';
  if (pause.reason.startsWith('held')) return 'held';
  return switchReasons.find((reason) => reason === pause.reason) ?? 'unavailable';
};

const tell = async (tx: Sql, change: Switch, { infobase, now }: Choice): Promise<WrittenEvent> => {
  const { infobaseId } = change;
  const { type, data } = accountSwitchedNews({ ...change, first: infobase.reminders.account[0] });
  const id = uuidv7();
  const subject = `account:${change.to}`;
  await insertOutboxEvents(tx, [
    { id, infobaseId, subject, type, time: now, data, reminderId: null, final: false },
  ]);
  return { infobaseId, eventId: id };
};

/** Due reminders leave the accounts that are out of order; where the pause is over, one stays to try it. */
const moveReminders = async (
  tx: Sql,
  { infobase, pauses, to, now }: Choice,
  limit: number,
): Promise<void> => {
  for (const [from, pause] of pauses) {
    if (from === to || takesCalls(pause)) continue;
    const keep = pause.pausedUntil <= now ? 1 : 0;
    await moveDueReminders(tx, { infobaseId: infobase.id, from, to, now, limit, keep });
  }
};

const applyChoice = ({ database, batch }: SwitchAccountsOptions, choice: Choice): Promise<Switched> =>
  database.transaction(async (tx) => {
    const { infobase, pauses, to, now } = choice;
    const [first] = infobase.reminders.account;
    const from = await lockCallingAccount(tx, { infobaseId: infobase.id, first, now });
    if (from === null) return unchanged;
    await moveReminders(tx, choice, batch);
    if (from === to) return unchanged;
    await saveCallingAccount(tx, { infobaseId: infobase.id, accountId: to, now });
    const reason = to === first ? 'restored' : reasonOf(pauses.get(from));
    const change = { infobaseId: infobase.id, from, to, reason };
    return { change, written: [await tell(tx, change, choice)] };
  });

/**
 * Calls of an infobase with several accounts go out through the first that takes calls. A reminder that is due leaves an account
 * that is out of order before anything was sent for it, or after a refusal: an attempt that may have been a call is never repeated.
 * With none left everything stays where it is. A switch is told to 1C once.
 */
export const switchAccounts = async (
  options: SwitchAccountsOptions,
  infobase: CallingInfobase,
): Promise<Switched> => {
  const { account } = infobase.reminders;
  if (account.length < 2) return unchanged;
  const rows = await pausesOf(options.database.sql, account);
  const pauses = new Map(rows.map((row) => [row.accountId, row]));
  const now = options.clock();
  // With none that surely takes calls, one whose pause is over is tried.
  const to =
    account.find((id) => takesCalls(pauses.get(id))) ?? account.find((id) => canBeTried(pauses.get(id), now));
  if (to === undefined) return unchanged;
  const from = (await callingAccount(options.database.sql, infobase.id)) ?? account[0];
  if (from === to && rows.every(takesCalls)) return unchanged;
  return applyChoice(options, { infobase, pauses, to, now });
};
