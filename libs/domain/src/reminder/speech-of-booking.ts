import type { Booking } from '@perezvon/contracts-events';
import { sayable } from '../speech/sayable.ts';
import { speechName } from '../speech/speech-name.ts';
import { speechVisit } from '../speech/speech-visit.ts';

const longestName = 100;
const longestVisit = 300;

const visitWords = ({ start, doctor, services, branch }: Booking, template: string): string =>
  speechVisit(template, {
    start,
    specialization: doctor?.specialization ?? null,
    doctor: doctor?.name ?? null,
    service: services[0]?.name ?? null,
    branch: branch?.name ?? null,
  });

/** Words of 1C that nothing is left of (a dash, blanks) are no words. */
const wordsOf = (own: string | null | undefined, made: () => string, maxLength: number): string =>
  sayable(own ?? '', maxLength) || sayable(made(), maxLength);

/** What the robot says: 1C's own words when it gave them, else made from the booking by the infobase's template. */
export const speechOfBooking = (booking: Booking, template: string): { name: string; visit: string } => ({
  name: wordsOf(booking.call?.say_name, () => speechName(booking.patient), longestName),
  visit: wordsOf(booking.call?.say_visit, () => visitWords(booking, template), longestVisit),
});
