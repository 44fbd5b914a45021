import { basicAuth } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import { createSimulator } from './mtt-voicebox.simulator.ts';

const method = '78033a2b-21c7-47dd-a292-590f24146043';
const credentials = { username: 'campaign-user', password: 'campaign-password' };

describe('the simulated VoiceBox', () => {
  const simulator = createSimulator({ url: 'http://voicebox/api/v1/sb', method, ...credentials });
  const headers = {
    authorization: basicAuth(credentials),
    'content-type': 'application/json charset=utf-8',
    accept: '*/*',
    connection: 'keep-alive',
  };
  const data = {
    number: '79000000001',
    guid: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
    name: 'Анна',
    visit: 'ЛОР 4 июня 11 30',
  };
  const take = (body: object, changes: object = {}) => {
    const url = '/api/v1/sb';
    const result = simulator.take({
      ...{ method: 'POST', url, headers, body: Buffer.from(JSON.stringify(body)) },
      ...changes,
    });
    return result.kind === 'refused' ? result.problem : result.kind;
  };

  test('takes what the seed sends, and nothing else', () => {
    expect(take({ method, data })).toBe('call');
    expect(take({ data, method })).toBe('not {"method","data":{"number","guid","name","visit"}}');
    expect(take({ method: data.guid, data })).toBe('no such method');
    expect(take({ method, data: { ...data, number: '+79000000001' } })).toContain('data.number');
    expect(take({ method, data: { ...data, guid: '1' } })).toBe('data.guid is no UUID');
    expect(take({ method, data: { ...data, name: 'Анна «А»' } })).toBe('data.name cannot be said');
    expect(take({ method, data: { ...data, visit: '4/6' } })).toBe('data.visit cannot be said');
    expect(take({ method, data }, { url: '/' })).toBe('path /');
    expect(take({ method, data }, { method: 'PUT' })).toBe('method PUT');
    expect(take({ method, data }, { headers: {} })).toBe('wrong credentials');
    const plain = { ...headers, 'content-type': 'application/json' };
    expect(take({ method, data }, { headers: plain })).toContain('header content-type');
  });
});
