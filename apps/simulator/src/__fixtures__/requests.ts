import { createHmac } from 'node:crypto';
import type { RobotControl } from '../robots/robot.settings.ts';

/** What the system sends, for the tests of the simulator alone. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const method = '78033a2b-21c7-47dd-a292-590f24146043';

/** An account at VoiceBox, by the name `mtt-main`. */
export const voicebox = (control: Partial<RobotControl> = {}): RobotControl => ({
  provider: 'mtt-voicebox',
  settings: {
    url: 'http://simulator/robots/mtt-main/api/v1/sb',
    method,
    username: 'robot',
    password: 'robot-secret',
  },
  ...control,
});

export const phone = '79161234567';
export const guid = 'b70a03fe-e239-41ec-8c87-fe3375dcbab9';

/** A request for a call as the 1C code of the article sends it. */
export const placeCall = (
  url: string,
  data: { number?: string; guid?: string; name?: string; visit?: string } = {},
  headers: Record<string, string> = {},
) =>
  fetch(`${url}/robots/mtt-main/api/v1/sb`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json charset=utf-8',
      authorization: basic('robot', 'robot-secret'),
      ...headers,
    },
    body: JSON.stringify({
      method,
      data: { number: phone, guid, name: 'Валерия Сергеевна', visit: 'Эндоскопист 4 июня', ...data },
    }),
  });

/** An event as Perezvon sends it; `seq` makes the id too unless one is given. */
export const outboxEvent = (seq: number, overrides: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `event-${seq}`,
  seq: String(seq).padStart(12, '0'),
  source: 'perezvon',
  type: 'booking.call_started',
  subject: 'booking-1',
  time: '2026-06-03T12:00:00+03:00',
  data: {
    booking_id: 'booking-1',
    booking_number: null,
    call_id: 'b70a03fe-e239-41ec-8c87-fe3375dcbab9',
    attempt: 1,
    max_attempts: 3,
    phone: '79161234567',
  },
  ...overrides,
});

const batchOf = (events: readonly unknown[]): string => JSON.stringify({ batch: 'batch-1', events });

/** `infobase`: to another one than `clinic`. */
export const pushEvents = (
  url: string,
  events: readonly unknown[],
  { infobase = 'clinic', ...headers }: Record<string, string> = {},
) =>
  fetch(`${url}/onec/${infobase}/hs/perezvon/v1/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: basic('perezvon', 'perezvon'),
      'webhook-id': 'batch-1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      ...headers,
    },
    body: batchOf(events),
  });

/** Standard Webhooks headers for a batch; `secret` in base64. */
export const signed = (events: readonly unknown[], secret: string): Record<string, string> => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const content = `batch-1.${timestamp}.${batchOf(events)}`;
  const digest = createHmac('sha256', Buffer.from(secret, 'base64')).update(content).digest('base64');
  return { 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
};
