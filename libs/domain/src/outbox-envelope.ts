import type { OutboxEvent, OutboxEventType } from '@perezvon/contracts-events';
import { offsetTime } from './zone.ts';

/** An outbox event with its number, as the store gives it. */
export interface NumberedEvent {
  id: string;
  seq: number;
  subject: string;
  type: OutboxEventType;
  time: Date;
  data: unknown;
}

/** The same object in push and pull: `seq` of 12 digits, the time with the infobase's offset and without fractions of a second. */
export const outboxEnvelope = (event: NumberedEvent, zone: string): OutboxEvent => ({
  specversion: '1.0',
  id: event.id,
  seq: String(event.seq).padStart(12, '0'),
  source: 'perezvon',
  type: event.type,
  subject: event.subject,
  time: offsetTime(event.time, zone),
  data: event.data as OutboxEvent['data'],
});
