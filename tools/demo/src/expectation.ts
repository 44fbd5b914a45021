import type { Expectations } from '@perezvon/simulator';
import { endingWord } from './report/ending.ts';
import { bookingIdOf, dialledBy, type Expected, type Guest } from './scenario/guest.ts';
import { compressedRules } from './stage/clinic-config.ts';
import type { Finding } from './findings.ts';

const isWithin = (calls: number, expected: Expected['calls']): boolean =>
  typeof expected === 'number' ? calls === expected : calls >= expected[0] && calls <= expected[1];

/** What is not as the story has it, in Russian; empty when all is. */
export const surprisesOf = ({ guest, ending, finals, calls }: Finding): string[] => {
  const { expect } = guest;
  const allowed = [expect.ending].flat();
  return [
    ...(allowed.includes(ending)
      ? []
      : [`итог «${endingWord(ending)}», ждали «${allowed.map(endingWord).join('» или «')}»`]),
    ...(finals === (expect.finals ?? 1) ? [] : [`итоговых событий ${finals}`]),
    ...(isWithin(calls, expect.calls) ? [] : [`звонков ${calls}`]),
  ];
};

const dayMs = 86_400_000;
/** A request may be a little quicker than the one before it: the gap is kept when the call is decided. */
const jitterMs = 300;

/** Expected of the whole day. Only bookings of infobases that get their events pushed are in the ledger. */
export const expectationsOf = (
  guests: readonly Guest[],
  restarts: ReadonlyMap<string, readonly Date[]>,
): Expectations => {
  const pushed = guests.filter(({ infobase }) => infobase === undefined);
  const forbidden = new Set(guests.filter(({ expect }) => expect.calls === 0).map(dialledBy));
  return {
    maxCallsPerBooking: compressedRules.maxAttempts,
    restarts,
    isCallAllowed: ({ phone }) => !forbidden.has(phone),
    perPhone: {
      calls: compressedRules.perPhone.callsPerDay,
      perMs: dayMs,
      minGapMs: compressedRules.perPhone.minGapMinutes * 60_000 - jitterMs,
    },
    finals: pushed.map(({ n, expect }) => ({ bookingId: bookingIdOf(n), count: expect.finals ?? 1 })),
  };
};
