import type { Break, EventRecord, LedgerSnapshot } from '@perezvon/simulator';

export interface AccountCalls {
  /** Well-formed requests for a call; those that were refused count. */
  requests: number;
  /** Calls that rang. */
  placed: number;
}

/** What the far side saw of the accounts, and what 1C was told of their changes. */
export interface AccountFacts {
  calls: Readonly<Record<string, AccountCalls>>;
  /** Switches away from an account, by the reason that 1C was given. */
  failovers: Readonly<Record<string, number>>;
  /** Switches back to the first account. */
  restored: number;
  /** Which account each infobase called through last. */
  endedOn: Readonly<Record<string, string>>;
}

interface Watched {
  infobases: readonly string[];
  /** The account that all of them prefer. */
  first: string;
}

const textOf = ({ data }: EventRecord, field: string): string => String(data[field]);

/** What one infobase was told, each switch once, in the order in which they were numbered. */
const switchesOf = ({ events }: LedgerSnapshot, infobase: string): EventRecord[] =>
  events
    .filter((event) => event.infobase === infobase && event.type === 'account.switched')
    .filter(({ status }) => status === 'accepted' || status === 'ignored')
    .sort((left, right) => left.seq.localeCompare(right.seq));

const callsOf = ({ calls }: LedgerSnapshot): Record<string, AccountCalls> => {
  const counts: Record<string, AccountCalls> = {};
  for (const { account, placed } of calls) {
    const known = counts[account] ?? { requests: 0, placed: 0 };
    counts[account] = { requests: known.requests + 1, placed: known.placed + (placed ? 1 : 0) };
  }
  return counts;
};

export const accountFactsOf = (snapshot: LedgerSnapshot, { infobases, first }: Watched): AccountFacts => {
  const told = infobases.map((infobase) => ({ infobase, switches: switchesOf(snapshot, infobase) }));
  const reasons = told.flatMap(({ switches }) => switches).map((event) => textOf(event, 'reason_code'));
  const failovers: Record<string, number> = {};
  for (const reason of reasons) {
    if (reason !== 'restored') failovers[reason] = (failovers[reason] ?? 0) + 1;
  }
  return {
    calls: callsOf(snapshot),
    failovers,
    restored: reasons.filter((reason) => reason === 'restored').length,
    endedOn: Object.fromEntries(
      told.map(({ infobase, switches }) => {
        const last = switches.at(-1);
        return [infobase, last === undefined ? first : textOf(last, 'to_account')];
      }),
    ),
  };
};

/** Every switch is told to 1C once: each leaves the account that the one before went to. */
export const checkSwitches = (snapshot: LedgerSnapshot, { infobases, first }: Watched): Break[] =>
  infobases.flatMap((infobase) => {
    const switches = switchesOf(snapshot, infobase);
    return switches.flatMap((event, place): Break[] => {
      const previous = switches[place - 1];
      const expected = previous === undefined ? first : textOf(previous, 'to_account');
      const [from, to] = [textOf(event, 'from_account'), textOf(event, 'to_account')];
      if (from === expected && to !== from) return [];
      const detail = `${infobase} seq ${event.seq}: switched from ${from} to ${to}, was on ${expected}`;
      return [{ kind: 'lost_event', bookingId: null, guid: null, phone: null, detail }];
    });
  });
