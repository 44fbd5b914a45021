import type { Adapter } from '@perezvon/contracts-adapter';
import type { ProviderEvent } from '@perezvon/contracts-events';
import { describe, expect, test } from 'vitest';
import { failuresOf, withMethod, withWebhook } from './__fixtures__/breakage.ts';
import type { Breakage } from './__fixtures__/breakage.ts';

/** Every event of the webhook changed. */
const withEvents = (change: (event: ProviderEvent) => object): Adapter =>
  withWebhook(({ parse }) => ({
    parse: (request) => {
      const result = parse(request);
      if (!result.ok) return result;
      return { ok: true, events: result.events.map((event) => Object.assign({ ...event }, change(event))) };
    },
  }));

const placing: Breakage[] = [
  [
    'a time-out taken for a refusal',
    withMethod('placeReminderCall', (place) => async (intent) => {
      const result = await place(intent);
      return result.kind === 'unclear' ? { kind: 'refused', reason: 'unavailable', detail: '' } : result;
    }),
    'reminder call: silence after the request left is unclear',
  ],
  [
    'a request repeated by the adapter itself',
    withMethod('placeReminderCall', (place) => async (intent) => {
      const result = await place(intent);
      return result.kind === 'unclear' ? place(intent) : result;
    }),
    'reminder call: HTTP 500 is unclear',
  ],
  [
    'a detail that quotes the request',
    withMethod('placeReminderCall', (place) => async (intent) => {
      const result = await place(intent);
      return result.kind === 'placed' ? result : { ...result, detail: `failed for ${intent.phone}` };
    }),
    'reminder call: nothing secret or personal in any result, even when the provider repeats it',
  ],
  [
    'an adapter that mixes concurrent calls',
    withMethod('placeReminderCall', (place) => {
      const last: { id: string | null } = { id: null };
      return async (intent) => {
        const result = await place(intent);
        if (result.kind === 'placed') last.id ??= result.providerCallId;
        return result.kind === 'placed' ? { ...result, providerCallId: last.id } : result;
      };
    }),
    'reminder call: fifty at once do not mix',
  ],
  [
    'a robot that does not say what the visit is',
    withMethod('placeReminderCall', (place) => (intent) => place({ ...intent, visit: 'врач' })),
    'reminder call: the provider gets what it wants, once, and its call id comes back',
  ],
  [
    "the provider's refusal taken for a doubt",
    withMethod('placeReminderCall', (place) => async (intent) => {
      const result = await place(intent);
      return result.kind === 'refused' && result.reason === 'no_money'
        ? { kind: 'unclear', detail: '' }
        : result;
    }),
    "reminder call: the provider's own words for a refusal are one, never unclear",
  ],
];

const roundTrips: Breakage[] = [
  [
    'webhooks that name another call than the one placed',
    withEvents(({ key }) => ({ providerCallId: key })),
    'round trip: a call that ends with informed is told as such, about the call that was placed',
  ],
  [
    'a time in another zone',
    withEvents(({ at }) => ({ at: at === null ? null : new Date(at.getTime() + 3 * 3_600_000) })),
    'round trip: a call that ends with informed is told as such, about the call that was placed',
  ],
  [
    'a hang-up taken for a call that was heard out',
    withEvents((event) => (event.type === 'call.ended' ? { outcome: 'informed' } : {})),
    'round trip: a call that ends with hangup is told as such, about the call that was placed',
  ],
  [
    'a key that is the same for the pick-up and the end',
    withEvents((event) => ('providerCallId' in event ? { key: String(event.providerCallId) } : {})),
    'round trip: events of different calls and stages have different keys, and webhooks twice the same',
  ],
  [
    'a look-up that finds another meaning than the webhook',
    withMethod('lookUpCall', (lookUp) => async (question) => {
      const result = await lookUp(question);
      return result.kind === 'found' && result.value !== null
        ? { ...result, value: { ...result.value, outcome: 'hangup' } }
        : result;
    }),
    'round trip: a call that ended with informed is looked up, the same call with the same meaning',
  ],
  [
    'a look-up that finds a call there never was',
    withMethod('lookUpCall', (lookUp) => (question) => lookUp({ ...question, providerCallId: 'id-2' })),
    'round trip: a call the provider never had is not found',
  ],
];

const operations: Breakage[] = [
  [
    'a message with other words than were asked for',
    withMethod('sendSms', (send) => (intent) => send({ ...intent, text: 'Реклама' })),
    'sendSms “a text”: the provider gets what it wants, and the result is the expected one',
  ],
  [
    'a message that the provider refuses',
    withMethod('sendSms', (send) => (intent) => send({ ...intent, phone: `+${intent.phone}` })),
    'sendSms “a text”: the provider gets what it wants, and the result is the expected one',
  ],
  [
    'a message that is sent twice',
    withMethod('sendSms', (send) => async (intent) => {
      await send(intent);
      return send(intent);
    }),
    'sendSms “a text”: fifty at once do not disturb each other',
  ],
  [
    'a message sent again after a doubt',
    withMethod('sendSms', (send) => async (intent) => {
      const result = await send(intent);
      return result.kind === 'unclear' ? send(intent) : result;
    }),
    'sendSms “a text”: a connection cut after the request left is unclear',
  ],
  [
    'an error page taken for success',
    withMethod('sendSms', (send) => async (intent) => {
      const result = await send(intent);
      return result.kind === 'unclear' && result.detail === 'no OK'
        ? { kind: 'sent', messageId: null }
        : result;
    }),
    'sendSms “a text”: “html” is unclear',
  ],
  [
    'a detail that quotes the message',
    withMethod('sendSms', (send) => async (intent) => {
      const result = await send(intent);
      return result.kind === 'sent' ? result : { ...result, detail: intent.text };
    }),
    'sendSms “a text”: nothing secret or personal in any result, even when the provider repeats it',
  ],
  [
    'a method that throws',
    withMethod('sendSms', (send) => async (intent) => {
      const result = await send(intent);
      if (result.kind !== 'sent') throw new Error(result.detail);
      return result;
    }),
    'sendSms “a text”: no reply makes it throw',
  ],
  [
    'a look-up that takes a strange reply for the absence of the call',
    withMethod('lookUpCall', (lookUp) => async (question) => {
      const result = await lookUp(question);
      return result.kind === 'refused' && result.detail === 'no call'
        ? { kind: 'found', value: null }
        : result;
    }),
    'lookUpCall “a call”: “garbage” is refused',
  ],
];

describe('the checks of what an adapter sends', () => {
  for (const [name, adapter, check, data] of [...placing, ...roundTrips, ...operations])
    test(`catch ${name}`, async () => {
      expect(await failuresOf(adapter, data, (each) => each === check)).toEqual([check]);
    });
});
