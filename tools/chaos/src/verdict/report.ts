import type { ChaosResult } from '../run-chaos.ts';
import { countPromises } from './promises.ts';

const shownBreaks = 12;

/** The run in lines: figures, one line per promise, the first findings, the smallest broken history. */
export const reportLines = (result: ChaosResult): string[] => {
  const { facts, faults, breaks, smallest, open } = result;
  const kinds = Object.entries(faults).map(([kind, count]) => `${kind} ${count}`);
  return [
    `${facts.placedCalls} calls about ${facts.bookingsCalled} bookings, ${facts.deliveredEvents} events at 1C ` +
      `(${facts.redeliveredEvents} redelivered), ${facts.finals} finals, ${facts.corrections} corrections, ` +
      `${(result.tookMs / 1000).toFixed(0)} s`,
    `faults: ${kinds.join(', ')}; died at marks: ${result.diedAtMarks}`,
    ...(open === null ? [] : [`NOT at rest: ${JSON.stringify(open)}`]),
    '',
    ...countPromises(breaks).map(({ promise, broken }) => `${String(broken).padStart(5)}  ${promise}`),
    ...breaks
      .slice(0, shownBreaks)
      .map(({ kind, bookingId, phone, detail }) => `${kind} ${bookingId ?? '-'} ${phone ?? '-'}: ${detail}`),
    ...(smallest.length === 0 ? [] : ['', 'the smallest broken history:', ...smallest]),
  ];
};
