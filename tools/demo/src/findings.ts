import { tieCalls, type LedgerSnapshot } from '@perezvon/simulator';
import { endingOf, isFinal, type Ending, type Told } from './report/ending.ts';
import type { Day } from './scenario/day.ts';
import { bookingIdOf, type Guest } from './scenario/guest.ts';

/** What became of one guest's booking. */
export interface Finding {
  guest: Guest;
  told: readonly Told[];
  ending: Ending;
  finals: number;
  /** Calls that rang about this booking. */
  calls: number;
  /** In Russian, from the decision ledger. */
  why: string;
}

/** Events that 1C kept, each once, in order of arrival. */
export const keptEvents = ({ events }: LedgerSnapshot): Told[] =>
  events.filter(({ status }) => status === 'accepted' || status === 'ignored');

interface WhyReply {
  verdicts?: {
    verdict: 'call' | 'wait' | 'end';
    summary: string;
    next_at: string | null;
    rules: unknown[];
  }[];
}

/** The newest verdict of `/why`: the rule that ended it, or that all of them were for a call. */
export const whyWord = ({ verdicts = [] }: WhyReply): string => {
  const [newest] = verdicts;
  switch (newest?.verdict) {
    case 'end':
      return newest.summary;
    case 'call':
      return `звонить можно: так решили все ${newest.rules.length} правил`;
    case 'wait':
      return `ждать до ${(newest.next_at ?? '').slice(0, 19).replace('T', ' ')}`;
    case undefined:
      return '—';
  }
};

const whyOf = async (day: Day, guest: Guest): Promise<string> => {
  const { status, body } = await day.onecOf(guest).get(`/bookings/${bookingIdOf(guest.n)}/why`);
  return status === 200 ? whyWord(body as WhyReply) : `HTTP ${status}`;
};

const openStates = ['planned', 'calling', 'waiting'];

const isOpen = async (day: Day, guest: Guest): Promise<boolean> => {
  const { body } = await day.onecOf(guest).get(`/bookings/${bookingIdOf(guest.n)}`);
  const { reminder } = body as { reminder?: { state: string } | null };
  return openStates.includes(reminder?.state ?? '');
};

/** What the infobase that fetches its events itself finds in its outbox. */
const pulledEvents = async (day: Day, infobase: 'dental'): Promise<Told[]> => {
  const { body } = await day.stage.onec(infobase).get('/outbox?limit=500');
  return (body as { events?: Told[] }).events ?? [];
};

const callsAbout = (told: readonly Told[], { calls }: LedgerSnapshot): number => {
  const ids = new Set(told.map(({ data }) => data['call_id']));
  return calls.filter((call) => call.placed && call.guid !== null && ids.has(call.guid)).length;
};

/** One finding a guest, by the far side's ledger; only "why" and "still to come" are asked from the gateway. */
export const findAll = async (day: Day, guests: readonly Guest[]): Promise<Finding[]> => {
  const snapshot = tieCalls(day.stage.simulator.ledger.snapshot());
  const events = [...keptEvents(snapshot), ...(await pulledEvents(day, 'dental'))];
  return Promise.all(
    guests.map(async (guest) => {
      const told = events.filter(({ subject }) => subject === bookingIdOf(guest.n));
      return {
        guest,
        told,
        ending: endingOf(told, await isOpen(day, guest)),
        finals: told.filter(isFinal).length,
        calls: callsAbout(told, snapshot),
        why: await whyOf(day, guest),
      };
    }),
  );
};
