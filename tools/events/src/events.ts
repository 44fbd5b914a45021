import {
  keptEvents,
  replayOnecEvents,
  replayOutboxEvents,
  replayProviderEvents,
  type KeptEvent,
  type Sql,
} from '@perezvon/database';
import type { QueueOperator } from '@perezvon/queue';
import { z } from 'zod';
import { listJobs, retryJobs } from './jobs.ts';

export interface EventsCommand {
  args: readonly string[];
  sql: Sql;
  /** Opened only for the commands that look into the queues. */
  operator: () => QueueOperator;
  now: Date;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const usage = `Usage: npm run events -- COMMAND   (the database is the one of DATABASE_URL)
  list [N]            what was kept and took no effect: failed, unparsed, unmatched, refused by 1C (newest N, default 50)
  replay ID [ID …]    puts these back to work; the apps take them within seconds
  jobs                jobs that were given up after all their tries (the queues are those of REDIS_URL)
  retry QUEUE ID …    starts these over`;

const line = ({ kind, id, owner, state, at, what, error }: KeptEvent): string =>
  [at.toISOString(), kind, owner, state, id, what.trim(), error ?? ''].join('  ').trimEnd();

const list = async ({ args, sql, print }: EventsCommand): Promise<number> => {
  const limit = z.coerce.number().int().min(1).max(1_000).catch(50).parse(args[1]);
  const events = await keptEvents(sql, limit);
  for (const event of events) print(line(event));
  print(events.length === 0 ? 'nothing is kept: every event took effect' : `${events.length} kept`);
  return 0;
};

const replay = async ({ args, sql, now, print, complain }: EventsCommand): Promise<number> => {
  const parsed = z.array(z.uuid()).min(1).safeParse(args.slice(1));
  if (!parsed.success) {
    complain('replay: give the ids that `list` shows');
    return 2;
  }
  const ids = parsed.data;
  const replayed = new Set([
    ...(await replayOnecEvents(sql, ids)),
    ...(await replayProviderEvents(sql, ids)),
    ...(await replayOutboxEvents(sql, ids, now)),
  ]);
  for (const id of ids)
    print(`${id}  ${replayed.has(id) ? 'back to work' : 'not kept: unknown, or already at work'}`);
  return replayed.size === ids.length ? 0 : 1;
};

const commands: Readonly<Record<string, (command: EventsCommand) => Promise<number>>> = {
  list,
  replay,
  jobs: (command) => listJobs({ ...command, operator: command.operator() }),
  retry: (command) => retryJobs({ ...command, operator: command.operator() }),
};

/** Runs one command of the tool; the result is the exit code (2: no such command). */
export const runEvents = async (command: EventsCommand): Promise<number> => {
  const chosen = commands[command.args[0] ?? ''];
  if (chosen !== undefined) return chosen(command);
  command.complain(usage);
  return 2;
};
