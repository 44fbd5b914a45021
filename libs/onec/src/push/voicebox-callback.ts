import type { OutboxEvent } from '@perezvon/contracts-events';
import type { DeliveryResult, EventResult } from './delivery-result.ts';

const noAnswer = 5;

/** What an existing 1C module expects from the robot: `response` 1 confirmed … 5 no answer. Null: it knows no such event. */
const voiceboxCallback = (
  event: OutboxEvent,
): { call_id: string; number_b: unknown; response: number } | null => {
  const { call_id, phone, response, stale } = event.data;
  // To such a module a call that was never placed is one that nobody answered: else it would wait for ever.
  const told = event.type === 'booking.failed' ? noAnswer : response;
  if (typeof told !== 'number' || typeof call_id !== 'string' || stale === true) return null;
  return { call_id, number_b: phone, response: told };
};

const accepted = (id: string): EventResult => ({ id, status: 'accepted', error: null });

/**
 * One request an event, in order, for a service that knows no batches; events it would not understand count as accepted. Stops at
 * the first that fails: what was sent before it stays delivered, the rest is sent again.
 */
export const deliverCallbacks = async (
  events: readonly OutboxEvent[],
  push: (event: OutboxEvent, body: object) => Promise<DeliveryResult>,
): Promise<DeliveryResult> => {
  const results: EventResult[] = [];
  for (const event of events) {
    const body = voiceboxCallback(event);
    const result =
      body === null
        ? ({ kind: 'answered', results: [accepted(event.id)] } as const)
        : await push(event, body);
    if (result.kind === 'answered') {
      results.push(...result.results);
      continue;
    }
    if (results.length === 0) return result;
    const rest = events.slice(results.length);
    return {
      kind: 'answered',
      results: [...results, ...rest.map(({ id }): EventResult => ({ id, status: 'retry', error: null }))],
    };
  }
  return { kind: 'answered', results };
};
