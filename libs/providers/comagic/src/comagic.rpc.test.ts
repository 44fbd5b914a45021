import type { ReminderCallIntent, SimulatedReply } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { createFarSide, keySettings, now } from './__fixtures__/far-side.ts';

const intent: ReminderCallIntent = {
  attemptId: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
  phone: '79000000001',
  name: 'Валерия Сергеевна',
  visit: 'эндоскопист четвёртого июня в одиннадцать тридцать',
};

const errorReply = (code: number, data: Readonly<Record<string, unknown>>): SimulatedReply => ({
  status: 200,
  body: JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message: 'm', data } }),
});

const placeAgainst = (reply: SimulatedReply) =>
  createFarSide({ fault: () => reply }).instance.placeReminderCall?.(intent);

describe('requests', () => {
  test('an informer call says who, from which number, for how long, outwards, and what to speak', async () => {
    const { instance, sent } = createFarSide({ settings: { ...keySettings, text: 'Ждём вас: {visit}.' } });
    expect(await instance.placeReminderCall?.(intent)).toEqual({
      kind: 'placed',
      providerCallId: '237859081',
    });
    expect(sent).toEqual([
      {
        url: 'https://callapi.comagic.ru/v4.0',
        method: 'start.informer_call',
        params: {
          access_token: 'permanent-key',
          virtual_phone_number: '74990000000',
          external_id: intent.attemptId,
          direction: 'out',
          contact: '79000000001',
          contact_message: {
            type: 'tts',
            value: 'Ждём вас: эндоскопист четвёртого июня в одиннадцать тридцать.',
          },
          dialing_timeout: 30,
        },
      },
    ]);
  });

  test('a scenario call dials the patient first and names the scenario', async () => {
    const settings = {
      ...keySettings,
      robot: 'scenario',
      scenarioId: 77,
      url: 'https://callapi.uiscom.ru/v4.0/',
    };
    const { instance, sent } = createFarSide({ settings });
    await instance.placeReminderCall?.(intent);
    expect(sent).toMatchObject([
      {
        url: 'https://callapi.uiscom.ru/v4.0',
        method: 'start.scenario_call',
        params: { first_call: 'contact', scenario_id: 77, direction: 'out' },
      },
    ]);
    expect(sent[0]?.params).not.toHaveProperty('dialing_timeout');
  });

  test('a text longer than the tariff allows is cut at a word', async () => {
    const { instance, sent } = createFarSide({ settings: { ...keySettings, maxTextLength: 40 } });
    await instance.placeReminderCall?.(intent);
    expect(sent[0]?.params['contact_message']).toEqual({
      type: 'tts',
      value: 'Здравствуйте, Валерия Сергеевна!',
    });
  });

  test('a call id that is none of theirs is never sent', async () => {
    const { instance, sent } = createFarSide({});
    expect(await instance.hangUp?.({ providerCallId: 'abc' })).toMatchObject({ reason: 'not_found' });
    expect(sent).toEqual([]);
  });

  test('the Data API gets its own key where there is one', async () => {
    const { instance, sent } = createFarSide({ settings: { ...keySettings, dataAccessToken: 'data-key' } });
    const page = await instance.listCalls?.({ from: now, to: now, cursor: null });
    expect(page).toMatchObject({ kind: 'found' });
    expect(sent[0]?.params['access_token']).toBe('data-key');
  });
});

describe('errors', () => {
  test.each([
    [-32001, 'access_token_blocked', 'unauthorized'],
    [-32001, 'access_token_expired', 'unauthorized'],
    [-32001, 'access_token_invalid', 'unauthorized'],
    [-32001, 'auth_error', 'unauthorized'],
    [-32003, 'ip_not_whitelisted', 'unauthorized'],
    [-32003, 'forbidden', 'unauthorized'],
    [-32009, 'account_inactive', 'blocked'],
    [-32002, 'contact_in_blacklist', 'bad_phone'],
    [-32602, 'contact_in_blacklist', 'bad_phone'],
    [-32602, 'own_virtual_phone_number_not_allowed', 'bad_phone'],
    [-32002, 'some_security_rule', 'bad_phone'],
    [-32007, 'virtual_phone_number_not_found', 'invalid_request'],
    [-32008, 'component_disabled', 'invalid_request'],
    [-32602, 'tts_text_exceeded', 'invalid_request'],
    [-32602, 'scenario_not_found', 'invalid_request'],
    [-32601, 'method_not_found', 'invalid_request'],
    [-32004, 'invalid_state', 'invalid_request'],
  ])('%i %s is refused: %s', async (code, mnemonic, reason) => {
    expect(await placeAgainst(errorReply(code, { mnemonic }))).toEqual({
      kind: 'refused',
      reason,
      detail: `CoMagic: ${mnemonic}`,
    });
  });

  test('a wrong value is the telephone only where CoMagic names it', async () => {
    const wrong = (field: string) =>
      placeAgainst(errorReply(-32602, { mnemonic: 'invalid_parameter_value', field }));
    expect(await wrong('contact')).toMatchObject({ reason: 'bad_phone' });
    expect(await wrong('scenario_id')).toMatchObject({ reason: 'invalid_request' });
  });

  test('limit_exceeded says when to come back: at the end of the minute, or of the day if that is used up', async () => {
    const limits = { minute_remaining: 0, minute_reset: 17, day_remaining: 5, day_reset: 40_000 };
    const exceeded = (change: object) =>
      placeAgainst(
        errorReply(-32029, { mnemonic: 'limit_exceeded', metadata: { limits: { ...limits, ...change } } }),
      );
    expect(await exceeded({})).toMatchObject({ reason: 'rate_limited', retryAfterMs: 17_000 });
    expect(await exceeded({ day_remaining: 0 })).toMatchObject({ retryAfterMs: 40_000_000 });
    expect(await exceeded({ minute_reset: 'soon' })).toMatchObject({ retryAfterMs: 60_000 });
    expect(await placeAgainst(errorReply(-32029, { mnemonic: 'limit_exceeded' }))).toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 60_000,
    });
  });

  test('an error is understood whatever HTTP status it comes with', async () => {
    const reply = { ...errorReply(-32009, { mnemonic: 'account_inactive' }), status: 500 };
    expect(await placeAgainst(reply)).toMatchObject({ kind: 'refused', reason: 'blocked' });
  });

  test('internal_error may have struck after the call was made, but a question is simply asked again', async () => {
    const fault = () => errorReply(-32603, { mnemonic: 'internal_error' });
    const { instance } = createFarSide({ fault });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({ kind: 'unclear' });
    expect(await instance.listCalls?.({ from: now, to: now, cursor: null })).toMatchObject({
      kind: 'refused',
      reason: 'unavailable',
    });
  });
});

describe('sessions', () => {
  const settings = { virtualPhone: '74990000000', login: 'robot', password: 'robot-password' };
  const stale = () => errorReply(-32001, { mnemonic: 'access_token_invalid' });
  const methodsOf = (sent: readonly { method: string }[]) => sent.map(({ method }) => method);

  test('calls at once share one login, and later ones its key', async () => {
    const { instance, sent } = createFarSide({ settings });
    const results = await Promise.all([1, 2, 3].map(async () => instance.placeReminderCall?.(intent)));
    results.push(await instance.placeReminderCall?.(intent));
    expect(results.map((result) => result?.kind)).toEqual(['placed', 'placed', 'placed', 'placed']);
    expect(methodsOf(sent).filter((method) => method === 'login.user')).toHaveLength(1);
  });

  test('a key CoMagic no longer knows is renewed once, and the call is made once', async () => {
    const { instance, sent } = createFarSide({
      settings,
      fault: (_sent, serial) => (serial === 2 ? stale() : undefined),
    });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({ kind: 'placed' });
    const call = 'start.informer_call';
    expect(methodsOf(sent)).toEqual(['login.user', call, 'login.user', call]);
  });

  test('a key refused twice is unauthorized', async () => {
    const { instance, sent } = createFarSide({
      settings,
      fault: ({ method }) => (method === 'login.user' ? undefined : stale()),
    });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({
      kind: 'refused',
      reason: 'unauthorized',
    });
    expect(sent).toHaveLength(4);
  });

  test('calls at once that meet a stale key log in once more, not each for itself', async () => {
    const state = { isStale: true, logins: 0 };
    const { instance } = createFarSide({
      settings,
      fault: ({ method }) => {
        if (method === 'login.user') state.logins += 1;
        if (state.logins === 2) state.isStale = false;
        return method !== 'login.user' && state.isStale ? stale() : undefined;
      },
    });
    const results = await Promise.all([1, 2, 3].map(async () => instance.placeReminderCall?.(intent)));
    expect(results.map((result) => result?.kind)).toEqual(['placed', 'placed', 'placed']);
    expect(state.logins).toBe(2);
  });

  test('a permanent key is not renewed', async () => {
    const { instance, sent } = createFarSide({ fault: stale });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({ reason: 'unauthorized' });
    expect(sent).toHaveLength(1);
  });

  test('a key is renewed before its hour is over', async () => {
    const time = { now };
    const { instance, sent } = createFarSide({ settings, clock: () => time.now });
    await instance.placeReminderCall?.(intent);
    time.now = new Date(now.getTime() + 3_595_000);
    await instance.placeReminderCall?.(intent);
    expect(methodsOf(sent).filter((method) => method === 'login.user')).toHaveLength(2);
  });

  test('a login that fails is a refusal, and the next call tries again', async () => {
    const { instance, sent } = createFarSide({
      settings,
      fault: (_sent, serial) => (serial === 1 ? errorReply(-32001, { mnemonic: 'auth_error' }) : undefined),
    });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({
      kind: 'refused',
      reason: 'unauthorized',
    });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({ kind: 'placed' });
    expect(sent).toHaveLength(3);
  });

  test('a login nobody answers means that surely nobody was called', async () => {
    const { instance } = createFarSide({ settings, fault: () => ({ status: 502, body: '' }) });
    expect(await instance.placeReminderCall?.(intent)).toMatchObject({
      kind: 'refused',
      reason: 'unavailable',
    });
  });
});
