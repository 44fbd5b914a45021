import type { CallRecord, EventRecord, LedgerSnapshot } from './ledger.ts';

interface Attempt {
  id: string;
  /** When 1C was first told of it, by the event's own time; ms. */
  toldAt: number;
}

/** Times of events are whole seconds, and a request takes a moment to get here. */
const slackMs = 1_500;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Attempts by phone, in the order in which 1C's events name them. */
const attemptsByPhone = (events: readonly EventRecord[]): Map<string, Attempt[]> => {
  const toldAt = new Map<string, Map<string, number>>();
  for (const { data, time, at } of events) {
    const [id, phone] = [text(data['call_id']), text(data['phone'])];
    if (id === '' || phone === '') continue;
    const attempts = toldAt.get(phone) ?? new Map<string, number>();
    attempts.set(id, Math.min(attempts.get(id) ?? Number.POSITIVE_INFINITY, Date.parse(time ?? at)));
    toldAt.set(phone, attempts);
  }
  return new Map(
    [...toldAt].map(([phone, attempts]) => [
      phone,
      [...attempts]
        .map(([id, told]) => ({ id, toldAt: told }))
        .sort((left, right) => left.toldAt - right.toldAt),
    ]),
  );
};

/** The first attempt of this phone that was told of after the call began, taken off the list with those before it. */
const takeAttempt = (attempts: Attempt[], { requestedAt }: CallRecord): string | null => {
  const begun = Date.parse(requestedAt) - slackMs;
  const index = attempts.findIndex(({ toldAt }) => toldAt >= begun);
  return index < 0 ? null : (attempts.splice(0, index + 1).at(-1)?.id ?? null);
};

/**
 * Providers that take no id of ours leave their calls without one. Each such call that rang gets the attempt of which 1C was told
 * next about the same telephone; one too many gets none, and so counts as a call that nobody reported. Pure.
 */
export const tieCalls = (snapshot: LedgerSnapshot): LedgerSnapshot => {
  if (snapshot.calls.every(({ guid }) => guid !== null)) return snapshot;
  const attempts = attemptsByPhone(snapshot.events);
  const calls = snapshot.calls.map((call) =>
    call.guid === null && call.placed
      ? { ...call, guid: takeAttempt(attempts.get(call.phone) ?? [], call) }
      : call,
  );
  return { ...snapshot, calls };
};
