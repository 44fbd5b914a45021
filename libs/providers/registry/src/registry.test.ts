import type { Adapter } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { createAccountAdapters } from './account-adapters.ts';
import { adapters } from './adapters.ts';
import { collectAdapters } from './collect-adapters.ts';

const voicebox = adapters.get('mtt-voicebox')!;

const settings = voicebox.settings.parse({
  url: 'https://voicebox.example/api',
  method: '78033a2b-21c7-47dd-a292-590f24146043',
  username: 'user',
  password: 'hunter22',
});

const setUp = (accounts: { id: string; provider: string; settings: unknown }[], known = adapters) => {
  const faults: object[] = [];
  const ready = createAccountAdapters({
    accounts,
    known,
    clock: () => new Date(0),
    logger: {
      warn: (message, fields) => faults.push({ ...fields, message }),
      error: (message, fields) => faults.push({ ...fields, message }),
    },
  });
  return { ready, faults };
};

const request = { method: 'POST', path: '', query: '', headers: {}, body: Buffer.from('{"call_id":"1"}') };

describe('the registry', () => {
  test('knows its adapters by id', () => {
    expect([...adapters.keys()]).toContain('mtt-voicebox');
    for (const [id, adapter] of adapters) expect(adapter.id).toBe(id);
  });

  test('refuses to exist with a broken module or an id used twice, and names them all', () => {
    const found = [
      { folder: 'mtt-voicebox', adapter: voicebox },
      { folder: 'copy', adapter: voicebox },
      { folder: 'empty', adapter: undefined },
      { folder: 'half', adapter: { id: 'half', settings: {}, capabilities: {} } },
    ];
    expect(() => collectAdapters(found)).toThrow(
      [
        'broken provider registry:',
        'libs/providers/copy: its id is not the name of its folder',
        'libs/providers/empty: exports no adapter',
        'libs/providers/half: settings is no zod schema',
        'libs/providers/half: has no connection()',
        'libs/providers/half: has no create()',
        'libs/providers/copy: id mtt-voicebox is already taken',
      ].join('\n'),
    );
  });
});

describe('accounts', () => {
  test('each get their own instance', () => {
    const { ready, faults } = setUp([
      { id: 'first', provider: 'mtt-voicebox', settings },
      { id: 'second', provider: 'mtt-voicebox', settings },
    ]);
    expect([...ready.keys()]).toEqual(['first', 'second']);
    expect(ready.get('first')?.instance).not.toBe(ready.get('second')?.instance);
    expect(ready.get('first')?.instance.placeReminderCall).toBeTypeOf('function');
    expect(faults).toEqual([]);
    for (const { instance } of ready.values()) instance.close();
  });

  test('one that cannot be set up harms no other, and its settings are not logged', () => {
    const { ready, faults } = setUp([
      { id: 'broken', provider: 'mtt-voicebox', settings: { url: 'hunter22' } },
      { id: 'unknown', provider: 'nobody', settings },
      { id: 'good', provider: 'mtt-voicebox', settings },
    ]);
    expect([...ready.keys()]).toEqual(['good']);
    expect(faults).toEqual([
      { accountId: 'broken', provider: 'mtt-voicebox', fault: 'TypeError', message: 'account.failed' },
      { accountId: 'unknown', provider: 'nobody', fault: 'ReferenceError', message: 'account.failed' },
    ]);
  });

  test('what an adapter throws becomes the safe answer and is reported without its message', async () => {
    const fail = (): never => {
      throw new RangeError('hunter22');
    };
    const faulty: Adapter = {
      ...voicebox,
      create: () => ({
        webhook: { verify: fail, parse: fail, reply: fail },
        routing: { read: fail, reply: fail },
        placeReminderCall: () => Promise.reject(new RangeError('hunter22')),
        listCalls: fail,
        close: fail,
      }),
    };
    const { ready, faults } = setUp(
      [{ id: 'faulty', provider: 'mtt-voicebox', settings }],
      new Map([['mtt-voicebox', faulty]]),
    );
    const instance = ready.get('faulty')!.instance;
    expect(instance.webhook?.verify(request)).toEqual({ ok: false, reason: 'adapter fault' });
    expect(instance.webhook?.parse(request)).toEqual({ ok: false, problem: 'ошибка адаптера' });
    expect(instance.webhook?.reply(request).status).toBe(200);
    expect(await instance.placeReminderCall?.({ attemptId: 'a', phone: '7', name: 'n', visit: 'v' })).toEqual(
      {
        kind: 'unclear',
        detail: 'ошибка адаптера',
      },
    );
    expect(await instance.listCalls?.({ from: new Date(0), to: new Date(1), cursor: null })).toEqual({
      kind: 'refused',
      reason: 'unavailable',
      detail: 'ошибка адаптера',
    });
    expect(instance.routing?.read(request)).toEqual({ ok: false, problem: 'ошибка адаптера' });
    expect(instance.routing?.reply({ targets: [], callerName: null }, request).status).toBe(200);
    instance.close();
    expect(faults.map((fault) => 'method' in fault && fault.method)).toEqual([
      'verify',
      'parse',
      'reply',
      'placeReminderCall',
      'listCalls',
      'routing.read',
      'routing.reply',
      'close',
    ]);
    expect(JSON.stringify(faults)).not.toContain('hunter22');
  });

  test('a capability that the adapter lacks is lacking in the instance', () => {
    const mute: Adapter = {
      ...voicebox,
      create: (parsed, dependencies) => {
        const { placeReminderCall: _removed, ...rest } = voicebox.create(parsed, dependencies);
        return rest;
      },
    };
    const { ready } = setUp(
      [{ id: 'mute', provider: 'mtt-voicebox', settings }],
      new Map([['mtt-voicebox', mute]]),
    );
    expect(ready.get('mute')?.instance).not.toHaveProperty('placeReminderCall');
  });
});
