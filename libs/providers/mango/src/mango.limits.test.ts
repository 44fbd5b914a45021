import type { AdapterInstance } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { raw, scene } from './__fixtures__/scene.ts';
import { adapter } from './mango.adapter.ts';

const day = { from: new Date('2026-06-03T00:00:00Z'), to: new Date('2026-06-04T00:00:00Z') };

describe('limits', () => {
  const ratesAt = (url: string) => adapter.connection(adapter.settings.parse({ ...raw, url })).rates ?? [];

  /** Requests per milliseconds that a request is under. */
  const limitsOf = async (act: (instance: AdapterInstance) => Promise<unknown>) => {
    const url = 'https://proxy.example/mango';
    const { instance, requests } = scene({ settings: { url, sms: { fromExtension: '222' } } });
    await act(instance);
    const path = new URL(requests[0]?.url ?? '').pathname;
    const own = ratesAt(url).filter((rate) => path.startsWith(rate.path ?? ''));
    return own.map(({ requests: count, perMs }) => `${count}/${perMs}`);
  };

  const requestId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';
  const leg = { providerCallId: 'e', legId: 'c' };

  test.each([
    ['callback', ['4/1000'], (i) => i.startCall!({ requestId, extension: '123', phone: '79000000001' })],
    ['hang-up', ['4/1000'], (i) => i.hangUp!(leg)],
    ['route', ['1/2000'], (i) => i.transferCall!({ ...leg, requestId, target: '1' })],
    ['transfer', ['1/2000'], (i) => i.transferCall!({ ...leg, requestId, target: '1', initiator: '2' })],
    ['start of statistics', ['1/2000'], (i) => i.listCalls!({ ...day, cursor: null })],
    ['result of statistics', [], (i) => i.listCalls!({ ...day, cursor: '0:K' })],
    ['message', [], (i) => i.sendSms!({ messageId: requestId, phone: '79000000001', text: 'x' })],
    ['recording', [], (i) => i.openRecording!('REC1')],
  ] as [string, string[], (instance: AdapterInstance) => Promise<unknown>][])(
    '%s: ten a second altogether, of its own %j',
    async (_name, own, act) => {
      expect(await limitsOf(act)).toEqual(['10/1000', ...own]);
    },
  );

  test('follow the address of the API, however it ends', () => {
    expect(ratesAt('https://app.mango-office.ru/vpbx/')).toContainEqual({
      requests: 4,
      perMs: 1000,
      path: '/vpbx/commands/recording/start',
    });
    expect(ratesAt('https://app.mango-office.ru/vpbx')).toEqual(ratesAt('https://app.mango-office.ru/vpbx/'));
    expect(ratesAt('https://mango.example')).toContainEqual({
      requests: 1,
      perMs: 2000,
      path: '/commands/route',
    });
  });
});
