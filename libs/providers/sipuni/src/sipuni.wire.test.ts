import type { ProviderRequest, ProviderResponse } from '@perezvon/contracts-adapter';
import { sortedValuesMd5 } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import statistics from './__fixtures__/statistics.json' with { type: 'json' };
import { adapter } from './sipuni.adapter.ts';
import { createSimulator } from './sipuni.simulator.ts';

const raw = { user: '012345', secret: 'secret-key', sipnumber: '101' };
const now = new Date('2026-06-03T12:00:00Z');
const csv = `\uFEFF${[statistics.headers, ...statistics.rows].join('\r\n')}\r\n`;

/** An instance that remembers what it would have sent and is told `body`. */
const withReply = (body: string, changes: object = {}, clock = now) => {
  const sent: ProviderRequest[] = [];
  const reply = (request: ProviderRequest): ProviderResponse => {
    sent.push(request);
    return { kind: 'reply', status: 200, headers: {}, body };
  };
  const instance = adapter.create(adapter.settings.parse({ ...raw, ...changes }), {
    http: {
      send: (request) => Promise.resolve(reply(request)),
      open: (request) => {
        reply(request);
        return Promise.resolve({ kind: 'lost', detail: 'not in this test' });
      },
      close: () => undefined,
    },
    clock: () => clock,
  });
  const formOf = (index = 0) => Object.fromEntries(new URLSearchParams(String(sent[index]?.body ?? '')));
  return { instance, sent, formOf };
};

const intent = {
  attemptId: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
  phone: '79031234567',
  name: 'Валерия Сергеевна',
  visit: 'эндоскопист четвертого июня в одиннадцать тридцать',
};
const placed = '{"success":true,"id":"1"}';

describe('sipuni signs', () => {
  test('call_number', async () => {
    const { instance, sent, formOf } = withReply(placed);
    await instance.startCall?.({ requestId: intent.attemptId, extension: '101', phone: intent.phone });
    expect(sent[0]?.url).toBe('https://sipuni.com/api/callback/call_number');
    expect(formOf()).toEqual({
      antiaon: '0',
      phone: '79031234567',
      reverse: '0',
      sipnumber: '101',
      user: '012345',
      hash: '91637c0b528967e7b64e66cd3ca08fed',
    });
  });

  test('call_tree, with and without the time of an attempt', async () => {
    const hashOf = async (changes: object) => {
      const { instance, sent, formOf } = withReply(placed, { robot: 'tree', tree: '000123', ...changes });
      await instance.placeReminderCall?.(intent);
      expect(sent[0]?.url).toBe('https://sipuni.com/api/callback/call_tree');
      return formOf()['hash'];
    };
    expect(await hashOf({})).toBe('c0b7386455fed5f62ac985a40dd1764e');
    expect(await hashOf({ callAttemptSeconds: null })).toBe('45ea84b1580f8c2219289a3ebb6fadd2');
  });

  test('statistic/record', async () => {
    const { instance, formOf } = withReply('');
    await instance.openRecording?.('123456');
    expect(formOf()).toEqual({
      id: '123456',
      user: '012345',
      hash: '60bf040885c77b58a44a3b5d82f40143',
    });
  });

  test('the ten fields of a legacy statistic/export', async () => {
    const fields = {
      anonymous: '1',
      firstTime: '0',
      from: '01.02.2024',
      fromNumber: '',
      state: '0',
      to: '02.02.2024',
      toAnswer: '',
      toNumber: '',
      tree: '',
      type: '0',
    };
    expect(sortedValuesMd5({ fields, user: '012345', secret: 'secret-key' })).toBe(
      '66a9b09c472c8c71edb647e6a8dfa57f',
    );
    const { instance, formOf } = withReply(csv, { statistics: 'legacy' });
    await instance.listCalls?.({ from: now, to: new Date(now.getTime() + 60_000), cursor: null });
    const { hash: _hash, user: _user, ...sent } = formOf();
    expect(sent).toEqual({ ...fields, from: '03.06.2026', to: '03.06.2026' });
  });
});

test('the simulated Sipuni takes every form of a request that settings can make', async () => {
  const kindsOf = async (changes: object) => {
    const { instance, sent } = withReply(csv, changes);
    await instance.placeReminderCall?.(intent);
    await instance.listCalls?.({ from: now, to: new Date(now.getTime() + 60_000), cursor: null });
    const simulator = createSimulator({ ...raw, ...changes });
    return sent.map(({ method, url, headers, body }) => {
      const lower = { 'content-type': headers?.['Content-Type'] ?? '' };
      const { pathname } = new URL(url);
      return simulator.take({ method, url: pathname, headers: lower, body: Buffer.from(body ?? '') }).kind;
    });
  };
  expect(await kindsOf({})).toEqual(['call', 'calls']);
  const tree = { robot: 'tree', tree: '000-1734445', statistics: 'legacy' };
  expect(await kindsOf(tree)).toEqual(['call', 'calls']);
  expect(await kindsOf({ ...tree, callAttemptSeconds: null })).toEqual(['call', 'calls']);
});

test("what the robot says is the account's text, cut at a word", async () => {
  const said = async (changes: object) => {
    const { instance, formOf } = withReply(placed, changes);
    await instance.placeReminderCall?.(intent);
    return formOf()['message'];
  };
  expect(await said({})).toBe(
    'Здравствуйте, Валерия Сергеевна! Напоминаем о записи: эндоскопист четвертого июня в одиннадцать тридцать. ' +
      'Если планы изменились, пожалуйста, перезвоните нам. Ждём вас!',
  );
  expect(await said({ text: '{name}, ждём вас: {visit}', maxTextLength: 50 })).toBe(
    'Валерия Сергеевна, ждём вас: эндоскопист',
  );
});

describe('sipuni statistics', () => {
  const day = { from: new Date('2026-06-02T21:00:00Z'), to: new Date('2026-06-03T21:00:00Z'), cursor: null };

  test('rows become calls: words, parties, times of the cabinet, answered or not', async () => {
    const { instance } = withReply(csv);
    const result = await instance.listCalls?.(day);
    if (result?.kind !== 'found') throw new Error('no calls');
    const { calls } = result.value;
    expect(
      calls.map(({ parties, outcome, talkSeconds, recordingId }) => [
        parties.direction,
        parties.clientPhone,
        parties.ownPhone,
        parties.extensions.join(),
        outcome,
        talkSeconds,
        recordingId,
      ]),
    ).toEqual([
      ['out', '79000000001', null, '200', 'informed', 31, '1780479000.15593'],
      ['out', '79000000002', null, '101', 'no_answer', 0, null],
      ['in', '79000000003', '79000000900', '102', 'informed', 60, '1780479120.15595'],
      ['in', '79000000004', '79000000900', '101,102', 'no_answer', 0, null],
      ['internal', null, null, '101,102', 'no_answer', 0, null],
      ['out', '79000000005', null, '200', 'no_answer', 0, null],
      ['out', '79000000006', null, '200', 'hangup', 4, null],
    ]);
    expect(calls[0]).toMatchObject({
      providerCallId: '1780479000.15593',
      attemptId: null,
      startedAt: new Date('2026-06-03T09:30:00Z'),
      answeredAt: new Date('2026-06-03T09:30:11Z'),
      endedAt: new Date('2026-06-03T09:30:42Z'),
      providerStatus: 'Отвечен',
    });
    // Without a record id the row itself is the identity, and shows no phone.
    expect(calls[3]?.providerCallId).toMatch(/^row-[0-9a-f]{32}$/);
    expect(new Set(calls.map(({ providerCallId }) => providerCallId)).size).toBe(7);
  });

  test('one day of the cabinet per page, in its own time', async () => {
    const { instance, formOf } = withReply(csv, { timezone: 'Asia/Vladivostok' });
    const query = { from: new Date('2026-06-03T12:30:20Z'), to: new Date('2026-06-04T15:10:00Z') };
    const cursors: (string | null)[] = [null];
    for (const cursor of cursors) {
      const page = await instance.listCalls?.({ ...query, cursor });
      if (page?.kind === 'found' && page.value.next !== null) cursors.push(page.value.next);
    }
    expect(cursors).toEqual([null, '2026-06-03T14:00:00.000Z', '2026-06-04T14:00:00.000Z']);
    expect(
      cursors.map((_cursor, index) => {
        const { from, timeFrom, to, timeTo } = formOf(index);
        return [from, timeFrom, to, timeTo].join(' ');
      }),
    ).toEqual([
      '03.06.2026 22:30 03.06.2026 23:59',
      '04.06.2026 00:00 04.06.2026 23:59',
      '05.06.2026 00:00 05.06.2026 01:10',
    ]);
  });

  test('what lies outside the period is left out, its end included', async () => {
    const { instance } = withReply(csv);
    const result = await instance.listCalls?.({
      from: new Date('2026-06-03T09:31:00Z'),
      to: new Date('2026-06-03T09:33:00Z'),
      cursor: null,
    });
    expect(result?.kind === 'found' && result.value.calls.map(({ startedAt }) => +startedAt)).toEqual([
      Date.parse('2026-06-03T09:31:00Z'),
      Date.parse('2026-06-03T09:32:00Z'),
    ]);
  });

  test.each(['', ' ', 'Error: 500', 'Ошибка', '<html></html>', 'Дата;Номер\n1;2'])(
    '%j is no CSV of calls: refused, never an empty list',
    async (body) => {
      const { instance } = withReply(body);
      expect(await instance.listCalls?.(day)).toMatchObject({ kind: 'refused', reason: 'unavailable' });
    },
  );
});

describe('sipuni looks a call up', () => {
  const ask = (
    changes: { phone?: string; providerCallId?: string | null; at?: string },
    { body = csv, clock = now, sipnumber = '200' } = {},
  ) => {
    const { instance } = withReply(body, { sipnumber }, clock);
    return instance.lookUpCall?.({
      attemptId: intent.attemptId,
      phone: changes.phone ?? '79000000001',
      providerCallId: changes.providerCallId ?? null,
      intendedAt: new Date(changes.at ?? '2026-06-03T09:29:50Z'),
    });
  };

  test('without an id of ours it has that of the record', async () => {
    expect(await ask({})).toMatchObject({
      kind: 'found',
      value: { providerCallId: '1780479000.15593', attemptId: intent.attemptId, outcome: 'informed' },
    });
  });

  test("an employee's call, an incoming call and another time are not the robot's call", async () => {
    expect(await ask({ phone: '79000000002', at: '2026-06-03T09:30:50Z' })).toEqual({
      kind: 'found',
      value: null,
    });
    expect(await ask({ phone: '79000000003' })).toEqual({ kind: 'found', value: null });
    expect(await ask({ at: '2026-06-03T09:33:00Z' })).toEqual({ kind: 'found', value: null });
  });

  test('two calls that both may be it: no guess', async () => {
    const twice = `${csv}${statistics.rows[0]?.replace('12:30:00', '12:40:00').replace('15593', '15999') ?? ''}\r\n`;
    expect(await ask({}, { body: twice })).toMatchObject({ kind: 'refused', reason: 'unavailable' });
  });

  test('silence proves nothing before the statistics had time, nor of a call that was accepted', async () => {
    const clock = new Date('2026-06-03T09:50:00Z');
    expect(await ask({ phone: '79000000099' }, { clock })).toMatchObject({
      kind: 'refused',
      reason: 'unavailable',
      retryAfterMs: 300_000,
    });
    expect(await ask({ phone: '79000000099', providerCallId: 'cb-1' })).toMatchObject({
      kind: 'refused',
      reason: 'unavailable',
    });
  });

  test('a period over midnight takes both days', async () => {
    const { instance, formOf } = withReply(csv);
    await instance.lookUpCall?.({
      attemptId: intent.attemptId,
      phone: intent.phone,
      providerCallId: null,
      intendedAt: new Date('2026-06-02T20:55:00Z'),
    });
    expect([formOf(0)['from'], formOf(1)['from']]).toEqual(['02.06.2026', '03.06.2026']);
  });
});

describe('sipuni events and routing', () => {
  const get = (query: string) => ({ method: 'GET', path: '', query, headers: {}, body: Buffer.alloc(0) });

  test('an event without its call, or a call without its event, is unparsed with the reason', () => {
    const { instance } = withReply('');
    expect(instance.webhook?.parse(get('event=2&status=ANSWER'))).toEqual({
      ok: false,
      problem: 'нет call_id',
    });
    expect(instance.webhook?.parse(get('call_id=1780477200.1'))).toEqual({ ok: false, problem: 'нет event' });
  });

  test('the reply is what Sipuni demands, or it stops sending', () => {
    const { instance } = withReply('');
    const reply = instance.webhook?.reply(get(''));
    expect(reply?.body).toBe('{"success":true}');
    expect(reply?.headers['content-type']).toMatch(/^application\/json/);
  });

  test('the setting decides which of two ids is the call', async () => {
    const query = 'event=1&call_id=1780477200.1&callbackId=abc&timestamp=1780477200';
    const body = '{"success":true,"id":"abc","callId":"1780477200.1"}';
    const idsOf = async (changes: object) => {
      const { instance } = withReply(body, changes);
      const parsed = instance.webhook?.parse(get(query));
      const event = parsed?.ok ? parsed.events[0] : undefined;
      const result = await instance.placeReminderCall?.(intent);
      return [event && 'providerCallId' in event && event.providerCallId, result];
    };
    expect(await idsOf({})).toEqual(['abc', { kind: 'placed', providerCallId: 'abc' }]);
    expect(await idsOf({ callIdentity: 'call_id' })).toEqual([
      '1780477200.1',
      { kind: 'placed', providerCallId: '1780477200.1' },
    ]);
  });

  test('fields of impossible length give well-formed events all the same', () => {
    const { instance } = withReply('');
    const long = (length: number) => '1'.repeat(length);
    const parsed = instance.webhook?.parse(
      get(
        `event=2&call_id=${long(200)}&short_dst_num=${long(500)}&timestamp=${long(50)}&status=${long(500)}`,
      ),
    );
    const event = parsed?.ok ? parsed.events[0] : undefined;
    expect(event?.key.length).toBeLessThanOrEqual(300);
    expect(event?.at).toBeNull();
    expect(instance.webhook?.parse(get(`event=2&call_id=${long(201)}`)).ok).toBe(false);
  });

  test('a plain reply is the bare short number, or nothing', () => {
    const { instance } = withReply('', { routeReply: 'plain' });
    const bodyFor = (targets: string[]) =>
      instance.routing?.reply({ targets, callerName: 'Имя' }, get('')).body;
    expect([bodyFor(['101', '102']), bodyFor([])]).toEqual(['101', '']);
  });
});
