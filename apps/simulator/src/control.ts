import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { Core, Party } from './party.ts';
import { callScriptSchema, defaultScriptSchema, phoneScriptSchema } from './script.ts';

/** How much is still going on; all zero = quiet. */
export interface Activity {
  /** Calls that have not ended. */
  calls: number;
  /** Webhooks on their way or planned, and other delayed steps. */
  pending: number;
}

export interface ControlParts {
  core: Core;
  parties: Readonly<Record<string, Party>>;
}

const bulkSchema = z.record(z.string(), z.array(callScriptSchema).min(1));

/** The records whose every named field equals the query's value. */
const filterBy = <RecordType extends object>(
  records: readonly RecordType[],
  query: URLSearchParams,
): readonly RecordType[] => {
  const wanted = [...query];
  const valueOf = (record: RecordType, key: string): unknown => (record as Record<string, unknown>)[key];
  return wanted.length === 0
    ? records
    : records.filter((record) => wanted.every(([key, value]) => String(valueOf(record, key)) === value));
};

const summary = (snapshot: LedgerSnapshot): object => ({
  calls: snapshot.calls.length,
  placed: snapshot.calls.filter(({ placed }) => placed).length,
  events: snapshot.events.length,
  requests: snapshot.requests.length,
  violations: snapshot.violations.length,
  peaks: snapshot.peaks,
});

export const activityOf = ({ core, parties }: ControlParts): Activity => ({
  calls: Object.values(parties).reduce((sum, party) => sum + party.busy(), 0),
  pending: core.timers.pending() + core.hooks.pending(),
});

type Answer = [status: number, value: unknown];
const done: Answer = [200, { ok: true }];

const lists = ['calls', 'events', 'requests', 'effects', 'violations'] as const;

const ledgerList = (snapshot: LedgerSnapshot, list: string, query: URLSearchParams): Answer => {
  if (list === 'summary') return [200, summary(snapshot)];
  const found = lists.find((known) => known === list);
  if (found) return [200, filterBy<object>(snapshot[found], query)];
  return [404, { error: `no list ${list}` }];
};

const serveLedger = ({ method, segments, query }: Exchange, { core }: ControlParts): Answer => {
  const [, list] = segments;
  if (method === 'DELETE') {
    core.ledger.clear();
    return done;
  }
  const snapshot = core.ledger.snapshot();
  return list === undefined ? [200, snapshot] : ledgerList(snapshot, list, query);
};

const jsonBody = (exchange: Exchange): unknown => JSON.parse(exchange.body.toString('utf8'));

const controlPhones = (exchange: Exchange, { scripts }: Core): void => {
  const [, , phone] = exchange.segments;
  if (exchange.method === 'DELETE') {
    if (phone === undefined) scripts.clear();
    else scripts.deletePhone(phone);
    return;
  }
  const body = jsonBody(exchange);
  if (phone !== undefined) scripts.setPhone(phone, phoneScriptSchema.parse(body).calls);
  else for (const [key, calls] of Object.entries(bulkSchema.parse(body))) scripts.setPhone(key, calls);
};

const serveControl = (exchange: Exchange, parts: ControlParts): Answer => {
  const [, name = '', ...path] = exchange.segments;
  if (name === 'activity') return [200, activityOf(parts)];
  const party = parts.parties[name];
  if (name === 'phones') controlPhones(exchange, parts.core);
  else if (name === 'defaults') parts.core.scripts.setDefaults(defaultScriptSchema.parse(jsonBody(exchange)));
  else if (party) party.control(path, jsonBody(exchange));
  else return [404, { error: `nothing to control: ${name}` }];
  return done;
};

const problemText = (error: unknown): string =>
  error instanceof z.ZodError ? z.prettifyError(error) : String(error);

/** `/ledger…` and `/control…`; false when the path is neither. A body that is wrong gets 400 with the reasons. */
export const serveControlApi = (exchange: Exchange, parts: ControlParts): boolean => {
  const [root] = exchange.segments;
  const serve = root === 'ledger' ? serveLedger : root === 'control' ? serveControl : null;
  if (!serve) return false;
  try {
    const [status, value] = serve(exchange, parts);
    exchange.replyJson(status, value);
  } catch (error) {
    exchange.replyJson(400, { error: problemText(error) });
  }
  return true;
};
