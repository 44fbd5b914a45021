import type { Break, BreakKind } from '@perezvon/simulator';

/** The promises a run is judged by, and which findings break each. */
const promises: readonly { promise: string; kinds: readonly BreakKind[] }[] = [
  { promise: 'double calls', kinds: ['double_call'] },
  { promise: 'calls after a decision or a withdrawal', kinds: ['call_after_decision'] },
  { promise: 'calls out of the window', kinds: ['call_outside_window'] },
  { promise: 'too many calls about a booking', kinds: ['too_many_calls'] },
  { promise: 'too many or too close calls to a person', kinds: ['phone_called_too_often'] },
  { promise: 'lost events', kinds: ['lost_event', 'lost_decision', 'unreported_call'] },
  { promise: 'repeated finals', kinds: ['repeated_final'] },
  { promise: 'dead souls', kinds: ['missing_final'] },
  { promise: 'events out of order', kinds: ['out_of_order', 'repeated_seq', 'changed_event'] },
  { promise: 'rules of the wire broken', kinds: ['violation'] },
];

export interface PromiseCount {
  promise: string;
  broken: number;
}

export const countPromises = (breaks: readonly Break[]): PromiseCount[] =>
  promises.map(({ promise, kinds }) => ({
    promise,
    broken: breaks.filter(({ kind }) => kinds.includes(kind)).length,
  }));
