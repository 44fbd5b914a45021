import type { ChaosResult } from '../run-chaos.ts';
import { countPromises } from './promises.ts';

const shownBreaks = 12;

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');

const accountLines = ({ accounts }: ChaosResult): string[] => {
  const { calls, failovers, restored, endedOn } = accounts;
  const total = Object.values(failovers).reduce((sum, count) => sum + count, 0);
  return [
    `calls by account: ${Object.entries(calls)
      .map(([account, { requests, placed }]) => `${account} ${placed} of ${requests} requests`)
      .join(', ')}`,
    `failovers told to 1C: ${total}${total === 0 ? '' : ` (${counted(failovers)})`}, back on the first account: ${restored}; ended on: ` +
      Object.entries(endedOn)
        .map(([infobase, account]) => `${infobase} ${account}`)
        .join(', '),
  ];
};

/** The run in lines: figures, one line per promise, the first findings, the smallest broken history. */
export const reportLines = (result: ChaosResult): string[] => {
  const { facts, faults, breaks, smallest, open } = result;
  return [
    `${facts.placedCalls} calls (${result.callsAmidFaults} amid faults) about ${facts.bookingsCalled} bookings, ${facts.deliveredEvents} events at 1C ` +
      `(${facts.redeliveredEvents} redelivered), ${facts.finals} finals, ${facts.corrections} corrections, ` +
      `${(result.tookMs / 1000).toFixed(0)} s`,
    `faults: ${counted(faults)}; died at marks: ${result.diedAtMarks}`,
    ...accountLines(result),
    ...(open === null ? [] : [`NOT at rest: ${JSON.stringify(open)}`]),
    '',
    ...countPromises(breaks).map(({ promise, broken }) => `${String(broken).padStart(5)}  ${promise}`),
    ...breaks
      .slice(0, shownBreaks)
      .map(({ kind, bookingId, phone, detail }) => `${kind} ${bookingId ?? '-'} ${phone ?? '-'}: ${detail}`),
    ...(smallest.length === 0 ? [] : ['', 'the smallest broken history:', ...smallest]),
  ];
};
