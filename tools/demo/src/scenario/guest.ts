import type { CallScriptInput } from '@perezvon/simulator';
import type { Ending } from '../report/ending.ts';
import type { Shape, Visit } from '../stage/visit.ts';
import type { Wire } from '../stage/wire.ts';

/** A booking of the day with the patient behind it, and what has to come out. */
export interface Guest {
  /** 1–99; gives the ids, the number and the telephone. */
  n: number;
  /** Seconds after opening. */
  at: number;
  name: string;
  /** What is special about this one, in Russian. */
  story: string;
  /** What the patient does, call by call; the last one repeats. */
  calls?: readonly CallScriptInput[];
  /** As written in 1C; without it a mobile number of its own. */
  phone?: string;
  /** Digits the robot has to call; without it `phone`'s own. */
  dials?: string;
  visit?: Partial<Pick<Visit, 'status' | 'doNotCall' | 'call'>> & { days?: number; clock?: string };
  /** 1C asks for no call before a moment long after the demo: the reminder is planned and waits. */
  waits?: true;
  infobase?: 'dental';
  /** Ordered through the VoiceBox body instead of posted as a booking. */
  via?: 'voicebox';
  shape?: Shape;
  wire?: Wire;
  /** Guests with the same word are posted in one request. */
  batch?: string;
  expect: Expected;
}

export interface Expected {
  /** Any of these. */
  ending: Ending | readonly Ending[];
  /** Final events; 1 unless said otherwise. */
  finals?: number;
  /** Calls that rang: exactly, or from–to. */
  calls: number | readonly [number, number];
  /** The same with a provider that can be asked how a call ended. */
  callsIfAsked?: readonly [number, number];
}

const pad = (n: number, length: number): string => String(n).padStart(length, '0');

export const bookingIdOf = (n: number): string => `5d0c0de0-0000-4000-8000-${pad(n, 12)}`;

export const mobileOf = (n: number): string => `7900000${pad(n, 4)}`;

export const dialledBy = (guest: Guest): string => guest.dials ?? mobileOf(guest.n);

const specializations = ['Терапевт', 'Кардиолог', 'Окулист', 'Эндоскопист', 'Невролог', 'Лор'] as const;

/** The visit as 1C has it. `startOf`: wall time of a day counted from today. */
export const visitOf = (guest: Guest, startOf: (days: number, clock: string) => string): Visit => {
  const { days = 1, clock = `${pad(9 + (guest.n % 9), 2)}:30`, ...visit } = guest.visit ?? {};
  return {
    id: bookingIdOf(guest.n),
    number: `ЗП-${pad(guest.n, 6)}`,
    patient: guest.name,
    phone: guest.phone ?? `+${mobileOf(guest.n)}`,
    specialization: specializations[guest.n % specializations.length] ?? 'Терапевт',
    start: startOf(days, clock),
    ...visit,
  };
};

/** Picks up after a ring or two and answers. */
export const answers = (
  answer: NonNullable<CallScriptInput['answer']>,
  script: CallScriptInput = {},
): CallScriptInput => ({ answer, ringMs: 500, talkMs: 700, ...script });

export const confirms = (script?: CallScriptInput): CallScriptInput => answers('confirmed', script);
export const misses: CallScriptInput = answers('no_answer');
export const hangsUp: CallScriptInput = answers('hangup');
