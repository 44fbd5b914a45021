import type { CallEvent, ProviderEvent } from '@perezvon/contracts-events';
import type { ProviderJob } from '@perezvon/contracts-queues';
import type { ParseResult, WebhookRequest } from '@perezvon/contracts-adapter';
import {
  findAttempts,
  finishProviderEvents,
  insertProviderEvents,
  lockPendingProviderEvents,
  type AttemptReference,
  type Database,
  type ProviderEventOutcome,
  type ProviderInboxRow,
  type Sql,
} from '@perezvon/database';
import { mergeCallEvent } from '@perezvon/domain';
import { settleAttempts, type Directory, type Knowledge, type WrittenEvent } from '@perezvon/reminders';

export interface ApplyProviderEventsOptions {
  database: Database;
  directory: Directory;
  /** The account's own parser; null when the account is not in the configuration. */
  parserOf: (accountId: string) => ((request: WebhookRequest) => ParseResult) | null;
  clock: () => Date;
}

export interface Applied {
  outcomes: ProviderEventOutcome[];
  /** Authentic events with a status the account's settings don't know. */
  unknownStatuses: number;
  written: WrittenEvent[];
}

const nothing: Applied = { outcomes: [], unknownStatuses: 0, written: [] };

interface Read {
  row: ProviderInboxRow;
  result: ParseResult;
}

/** Events that can say how an attempt went; an attempt is a call out, so a call that came in is none. */
const concernsAttempts = (event: ProviderEvent): event is CallEvent => {
  switch (event.type) {
    case 'call.answered':
    case 'call.ended':
      return (
        event.parties === undefined || event.parties.direction === null || event.parties.direction === 'out'
      );
    case 'call.outcome':
    case 'call.unknown':
      return true;
    default:
      return false;
  }
};

const attemptEvents = ({ result }: Read): CallEvent[] =>
  result.ok ? result.events.filter(concernsAttempts) : [];

const readRow = (row: ProviderInboxRow, parserOf: ApplyProviderEventsOptions['parserOf']): Read => {
  const parse = parserOf(row.accountId);
  if (parse === null) {
    return { row, result: { ok: false, problem: `account ${row.accountId} is not in the configuration` } };
  }
  const { method, path, query, headers, body } = row;
  return { row, result: parse({ method, path, query, headers, body }) };
};

/** Attempts the events speak of: by our own id where it is echoed, else by the account's call id; the newest if there are several. */
const indexAttempts = (attempts: readonly AttemptReference[]) => {
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  const byCall = new Map<string, AttemptReference>();
  for (const attempt of attempts) {
    const key = JSON.stringify([attempt.accountId, attempt.providerCallId]);
    if (attempt.providerCallId !== null && !byCall.has(key)) byCall.set(key, attempt);
  }
  return (accountId: string, event: CallEvent): AttemptReference | null => {
    const echoed = event.attemptId === null ? undefined : byId.get(event.attemptId);
    if (echoed?.accountId === accountId) return echoed;
    return byCall.get(JSON.stringify([accountId, event.providerCallId])) ?? null;
  };
};

const loadAttempts = async (tx: Sql, reads: readonly Read[]) => {
  const events = reads.flatMap((read) =>
    attemptEvents(read).map((event) => ({ accountId: read.row.accountId, event })),
  );
  const ids = events.flatMap(({ event }) => (event.attemptId === null ? [] : [event.attemptId]));
  const calls = events.flatMap(({ accountId, event }) =>
    event.providerCallId === null ? [] : [{ accountId, providerCallId: event.providerCallId }],
  );
  return indexAttempts(await findAttempts(tx, { ids, calls }));
};

const knowledgeOf = (event: CallEvent, attempt: AttemptReference, receivedAt: Date): Knowledge => ({
  attemptId: attempt.id,
  reminderId: attempt.reminderId,
  providerStatus: event.providerStatus,
  merge: (known) => mergeCallEvent(known, event, receivedAt),
});

type AttemptOf = ReturnType<typeof indexAttempts>;

/** One row: what it says about known attempts, and where the row itself ends up. */
const judgeRow = (
  read: Read,
  attemptOf: AttemptOf,
): { outcome: ProviderEventOutcome; knowledge: Knowledge[] } => {
  const { row, result } = read;
  const outcome = { id: row.id, error: null, providerCallId: null };
  if (!result.ok) {
    return { outcome: { ...outcome, state: 'unparsed', error: result.problem }, knowledge: [] };
  }
  const matches = attemptEvents(read).map((event) => ({ event, attempt: attemptOf(row.accountId, event) }));
  const lost = matches.find(({ attempt }) => attempt === null);
  if (lost !== undefined) {
    const { providerCallId } = lost.event;
    return {
      outcome: { ...outcome, state: 'unmatched', providerCallId, error: 'no attempt with this call id yet' },
      knowledge: [],
    };
  }
  const knowledge = matches.flatMap(({ event, attempt }) =>
    attempt === null ? [] : [knowledgeOf(event, attempt, row.receivedAt)],
  );
  return { outcome: { ...outcome, state: 'done' }, knowledge };
};

const fileWholeRows = async (tx: Sql, jobs: readonly ProviderJob[]): Promise<void> => {
  const rows = jobs.flatMap((job) => (job.kind === 'row' ? [job.row] : []));
  if (rows.length > 0) await insertProviderEvents(tx, rows);
};

const countUnknown = (reads: readonly Read[]): number =>
  reads
    .flatMap(({ result }) => (result.ok ? result.events : []))
    .filter(({ type }) => type === 'call.unknown' || type === 'message.unknown').length;

/**
 * Raw events to outcomes: parse, find the attempt, merge, tell 1C; one transaction for the whole batch. What can't be parsed or
 * matched is kept and says why. An event that speaks of an unknown call waits until the call is known.
 */
export const applyProviderEvents = (
  { database, directory, parserOf, clock }: ApplyProviderEventsOptions,
  jobs: readonly ProviderJob[],
): Promise<Applied> =>
  database.transaction(async (tx) => {
    await fileWholeRows(tx, jobs);
    const rows = await lockPendingProviderEvents(
      tx,
      jobs.map((job) => (job.kind === 'pointer' ? job.id : job.row.id)),
    );
    if (rows.length === 0) return nothing;
    const now = clock();
    const reads = rows.map((row) => readRow(row, parserOf));
    const attemptOf = await loadAttempts(tx, reads);
    const judged = reads.map((read) => judgeRow(read, attemptOf));
    const outcomes = judged.map(({ outcome }) => outcome);
    const knowledge = judged.flatMap((item) => item.knowledge);
    const written = await settleAttempts(tx, knowledge, { directory, now });
    await finishProviderEvents(tx, outcomes, now);
    return { outcomes, unknownStatuses: countUnknown(reads), written };
  });
