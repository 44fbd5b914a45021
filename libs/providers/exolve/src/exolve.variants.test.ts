import { Readable } from 'node:stream';
import type { ProviderRequest, SimulatedResult } from '@perezvon/contracts-adapter';
import type { ProviderEvent } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { client, number } from './__fixtures__/expected-events.ts';
import { adapter } from './exolve.adapter.ts';
import { exolveSettings } from './exolve.config.ts';
import { createSimulator } from './exolve.simulator.ts';

const url = 'https://api.exolve.test';
const required = { url, apiKey: 'application-key-1', number };

/** An instance whose requests go to the simulator, and what the simulator made of them. */
const withSimulator = (settings: Readonly<Record<string, unknown>> = {}) => {
  const simulator = createSimulator({ ...required, ...settings });
  const taken: SimulatedResult[] = [];
  const requests: ProviderRequest[] = [];
  const exchange = ({ method, url: address, headers = {}, body = '' }: ProviderRequest) => {
    requests.push({ method, url: address });
    const result = simulator.take({
      method,
      url: address.slice(url.length),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: Buffer.from(body),
    });
    taken.push(result);
    const reply =
      'effect' in result || result.kind === 'refused'
        ? result.reply
        : result.kind === 'call'
          ? result.reply(simulator.callId(1))
          : result.reply([]);
    const replied = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: reply.status, headers: Object.fromEntries(replied), body: Buffer.from(reply.body) };
  };
  const instance = adapter.create(exolveSettings.parse({ ...required, ...settings }), {
    clock: () => new Date('2026-06-03T10:00:00Z'),
    http: {
      send: async (request) => {
        const reply = exchange(request);
        return { kind: 'reply', ...reply, body: reply.body.toString('utf8') };
      },
      open: async (request) => {
        const reply = exchange(request);
        return { kind: 'reply', ...reply, body: Readable.from(reply.body) };
      },
      close: () => undefined,
    },
  });
  return { instance, taken, requests };
};

const reminder = {
  attemptId: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
  phone: client,
  name: 'Валерия Сергеевна',
  visit: 'эндоскопист четвертого июня в одиннадцать тридцать',
};
const call = { requestId: reminder.attemptId, extension: '101', phone: client };

describe('a reminder call', () => {
  it('says the text of the settings with the name and the visit', async () => {
    const { instance, taken } = withSimulator({ text: '{name}, ждём вас: {visit}.' });
    await instance.placeReminderCall!(reminder);
    expect(taken).toMatchObject([
      { kind: 'call', spoken: `Валерия Сергеевна, ждём вас: ${reminder.visit}.` },
    ]);
  });

  it('never says more than the synthesiser takes', async () => {
    const { instance, taken } = withSimulator();
    await instance.placeReminderCall!({ ...reminder, visit: 'слово '.repeat(400) });
    expect(taken).toMatchObject([{ kind: 'call', phone: client }]);
  });

  it('plays a voice message of the cabinet instead where one is given', async () => {
    const { instance, taken } = withSimulator({ serviceId: '78987f5b-0000-4000-8000-000000000001' });
    const result = await instance.placeReminderCall!(reminder);
    expect(result).toEqual({ kind: 'placed', providerCallId: '575976245313000001' });
    expect(taken).toMatchObject([{ kind: 'call', spoken: null }]);
  });
});

describe('a call of an employee', () => {
  const callback = { resourceId: '18446744073709551615' };

  it('is not asked for without a callback resource', async () => {
    const { instance, requests } = withSimulator({ extensions: { '101': '79000000011' } });
    expect(await instance.startCall!(call)).toMatchObject({ kind: 'refused', reason: 'invalid_request' });
    expect(requests).toEqual([]);
  });

  it('is not asked for when the short number has no telephone', async () => {
    const { instance, requests } = withSimulator({ callback });
    expect(await instance.startCall!(call)).toMatchObject({ kind: 'refused', reason: 'invalid_request' });
    expect(requests).toEqual([]);
  });

  it('may come from a telephone given in full, with a resource id longer than a number holds', async () => {
    const { instance, taken } = withSimulator({ callback });
    await instance.startCall!({ ...call, extension: '8 900 000-00-12' });
    expect(taken).toMatchObject([
      {
        kind: 'done',
        effect: {
          callback_resource_id: '18446744073709551615',
          line_1: { destinations: [{ number: '79000000012' }] },
        },
      },
    ]);
  });
});

describe('a text message', () => {
  it('comes from the sender of the settings', async () => {
    const { instance, taken } = withSimulator({ sms: { sender: 'Klinika' } });
    await instance.sendSms!({ messageId: reminder.attemptId, phone: client, text: 'Ждём вас завтра' });
    expect(taken).toMatchObject([{ kind: 'done', effect: { number: 'Klinika', destination: client } }]);
  });

  it('of more than ten parts is refused by the provider', async () => {
    const { instance } = withSimulator();
    const long = { messageId: reminder.attemptId, phone: client, text: 'я'.repeat(671) };
    expect(await instance.sendSms!(long)).toMatchObject({ kind: 'refused', reason: 'invalid_request' });
  });
});

describe('a recording', () => {
  it('is opened by the full address of the event', async () => {
    const { instance } = withSimulator();
    const result = await instance.openRecording!(`${url}/statistics/download/17`);
    expect(result).toMatchObject({ kind: 'opened', contentType: 'audio/mpeg' });
  });

  it.each([
    'https://elsewhere.test/statistics/download/17',
    '//elsewhere.test/17',
    'file:///etc/hosts',
    'https://',
  ])('at another origin gets neither a request nor our key: %s', async (address) => {
    const { instance, requests } = withSimulator();
    expect(await instance.openRecording!(address)).toMatchObject({ kind: 'refused' });
    expect(requests).toEqual([]);
  });
});

describe('events', () => {
  const eventsOf = (fields: object, settings: Readonly<Record<string, unknown>> = {}): ProviderEvent[] => {
    const body = Buffer.from(JSON.stringify({ call_id: 7, call_sid: 's7', ...fields }));
    const request = { method: 'POST', path: '', query: '', headers: {}, body };
    const result = withSimulator(settings).instance.webhook!.parse(request);
    return result.ok ? result.events : [];
  };

  it('claim no more than an end when the metrics are missing, so that the one with metrics decides', () => {
    const end = { type: 'call.ended', outcome: 'no_answer', talkSeconds: null };
    expect(eventsOf({ type: 'e' })).toMatchObject([end]);
    expect(eventsOf({ type: 'd' })).toMatchObject([end]);
    expect(eventsOf({ type: 'h' })).toEqual([]);
  });

  it('take the hang-up for the end where the settings say so', () => {
    expect(eventsOf({ type: 'h' }, { endEvents: ['h'] })).toMatchObject([{ type: 'call.ended' }]);
    expect(eventsOf({ type: 'e' }, { endEvents: ['h'] })).toEqual([]);
  });

  it('count as heard from the very second of the settings', () => {
    expect(eventsOf({ type: 'd', talk_time: 8000 })).toMatchObject([{ outcome: 'informed' }]);
    expect(eventsOf({ type: 'd', talk_time: 7999 })).toMatchObject([{ outcome: 'hangup' }]);
    expect(eventsOf({ type: 'd', talk_time: 7999 }, { heardSeconds: 5 })).toMatchObject([
      { outcome: 'informed' },
    ]);
  });

  it('of different legs of one call have different keys, of which none shows a number', () => {
    const [first, second] = ['79000000011', '79000000012'].map((to) => eventsOf({ type: 'd', to })[0]!.key);
    expect(first).not.toBe(second);
    expect(first).not.toContain('79000000011');
  });

  it('keep their keys from release to release, or duplicates would not be recognised', () => {
    expect(eventsOf({ type: 's', from: number, to: client })[0]!.key).toBe('7:s:86a07a2880b81992');
  });

  it('without a recording’s path are kept, and change nothing', () => {
    expect(eventsOf({ type: 'crr' })).toMatchObject([{ type: 'call.unknown', providerStatus: 'crr' }]);
  });
});
