import type { CallListPage, ReadResult, SimulatedCall } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { createFarSide, keySettings, now } from './__fixtures__/far-side.ts';

const attemptId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';

const callAt = (serial: number, startedAt: Date): SimulatedCall => ({
  providerCallId: String(237_859_000 + serial),
  attemptId,
  phone: '79000000001',
  startedAt,
  answeredAt: new Date(startedAt.getTime() + 10_000),
  endedAt: new Date(startedAt.getTime() + 40_000),
  answer: 'informed',
});

const second = (count: number): Date => new Date(now.getTime() + count * 1000);

const reportReply = (rows: readonly object[], total = rows.length) => ({
  status: 200,
  body: JSON.stringify({ jsonrpc: '2.0', id: 'x', result: { data: rows, metadata: { total_items: total } } }),
});

const row = { id: 1, start_time: '2026-06-03 12:00:00', finish_time: '2026-06-03 12:01:00' };

const listed = async (rows: readonly object[], settings = keySettings) => {
  const { instance } = createFarSide({ settings, fault: () => reportReply(rows) });
  const period = { from: new Date('2026-06-03T00:00:00Z'), to: new Date('2026-06-04T00:00:00Z') };
  const page = await instance.listCalls?.({ ...period, cursor: null });
  return page?.kind === 'found' ? page.value.calls : page;
};

describe('the list of calls', () => {
  test('is read page by page, every call once', async () => {
    const calls = Array.from({ length: 2500 }, (_value, index) => callAt(index, second(index)));
    const { instance, sent } = createFarSide({ calls });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: ReadResult<CallListPage> | undefined = await instance.listCalls?.({
        from: now,
        to: second(2500),
        cursor,
      });
      if (page?.kind !== 'found') throw new Error('no page');
      seen.push(...page.value.calls.map(({ providerCallId }) => providerCallId));
      cursor = page.value.next;
    } while (cursor !== null);
    expect(seen).toEqual(calls.map(({ providerCallId }) => providerCallId));
    expect(sent.map(({ params }) => params['offset'])).toEqual([0, 1000, 2000]);
  });

  test('goes on by time where CoMagic takes no higher offset', async () => {
    const rows = Array.from({ length: 1000 }, (_value, index) => ({ ...row, id: index }));
    const { instance } = createFarSide({ fault: () => reportReply(rows, 200_000) });
    const page = await instance.listCalls?.({ from: now, to: second(1), cursor: `${now.getTime()}:100000` });
    expect(page).toMatchObject({ value: { next: `${Date.parse('2026-06-03T09:00:00Z')}:0` } });
  });

  test('holds what began in the period, and nothing at its end', async () => {
    const { instance } = createFarSide({
      calls: [callAt(1, second(-1)), callAt(2, second(0)), callAt(3, second(5))],
    });
    const page = await instance.listCalls?.({ from: now, to: second(5), cursor: null });
    expect(page).toMatchObject({ value: { calls: [{ providerCallId: '237859002' }], next: null } });
  });

  test("asks in the cabinet's zone, and reads in it", async () => {
    const settings = { ...keySettings, timezone: 'Asia/Yekaterinburg' };
    const { instance, sent } = createFarSide({ settings, calls: [callAt(1, now)] });
    const page = await instance.listCalls?.({ from: now, to: second(60), cursor: null });
    expect(sent[0]?.params).toMatchObject({
      date_from: '2026-06-03 15:00:00',
      date_till: '2026-06-03 15:01:00',
    });
    expect(page).toMatchObject({ value: { calls: [{ startedAt: now }] } });
  });

  test('tells calls that still go on', async () => {
    const { instance } = createFarSide({ calls: [{ ...callAt(1, now), endedAt: null }] });
    const page = await instance.listCalls?.({ from: now, to: second(60), cursor: null });
    expect(page).toMatchObject({ value: { calls: [{ endedAt: null, outcome: null, talkSeconds: null }] } });
  });

  test('leaves out rows that cannot be read, and keeps the rest', async () => {
    expect(await listed([row, { id: 2 }, [17], { ...row, id: 3, start_time: 'вчера' }])).toMatchObject([
      { providerCallId: '1' },
    ]);
  });

  test('names the employee by the short number of the settings', async () => {
    const settings = { ...keySettings, operators: { '101': '79000000101' } };
    const calls = await listed([{ ...row, operator_phone_number: '79000000101' }], settings);
    expect(calls).toMatchObject([{ parties: { extensions: ['101'] } }]);
  });
});

describe('what an end means if it was a reminder call', () => {
  test.each([
    ['success_finish', 21, false, 'informed'],
    ['success_finish', 5, false, 'informed'],
    ['success_finish', 0, false, 'informed'],
    ['success_finish', 0, true, 'no_answer'],
    ['operator_disconnects', 4, false, 'informed'],
    ['subscriber_disconnects', 3, false, 'hangup'],
    ['subscriber_disconnects', 21, false, 'informed'],
    ['subscriber_busy', 0, true, 'no_answer'],
    ['no_success_subscriber_call', 0, true, 'no_answer'],
    ['not_enough_money', 0, true, 'no_answer'],
    ['numb_not_exists', 0, false, 'no_answer'],
    ['internal_error', 0, false, 'no_answer'],
    ['a_reason_of_tomorrow', 0, false, 'no_answer'],
    ['a_reason_of_tomorrow', 9, false, 'informed'],
  ])('%s after %i s of talk, lost: %s, is %s', async (reason, talk, isLost, outcome) => {
    const calls = await listed([{ ...row, finish_reason: reason, talk_duration: talk, is_lost: isLost }]);
    expect(calls).toMatchObject([{ outcome, providerStatus: reason }]);
  });

  test('a robot that asks and heard no answer was hung up on', async () => {
    const settings = { ...keySettings, robot: 'scenario', scenarioId: 1 };
    const calls = await listed(
      [{ ...row, finish_reason: 'scenario_disconnects', talk_duration: 30 }],
      settings,
    );
    expect(calls).toMatchObject([{ outcome: 'hangup' }]);
  });

  test('where talk is not measured, the length without the wait counts if the settings say so', async () => {
    const silent = { ...row, talk_duration: 0, total_duration: 30, wait_duration: 12 };
    expect(await listed([silent])).toMatchObject([{ outcome: 'no_answer', talkSeconds: 0 }]);
    const settings = { ...keySettings, heardBy: 'total-minus-wait' };
    expect(await listed([silent], settings)).toMatchObject([{ outcome: 'informed', talkSeconds: 18 }]);
  });
});

describe('recordings', () => {
  test.each([
    [{ call_records: ['abc'], communication_id: 5 }, 'talk/5/abc'],
    [{ call_records: ['a', 'b'], communication_id: 5 }, 'talk/5/a'],
    [
      {
        call_records: ['a', 'b'],
        communication_id: 5,
        full_record_file_link: 'https://media.comagic.ru/5/all',
      },
      'full/5/all',
    ],
    [{ call_records: [], full_record_file_link: 'https://media.comagic.ru/5/all/' }, 'full/5/all'],
    [{ call_records: null }, null],
  ])('%j of the report is %s', async (fields, recordingId) => {
    expect(await listed([{ ...row, ...fields }])).toMatchObject([{ recordingId }]);
  });

  test.each([
    ['talk/5/abc', 'https://app.comagic.ru/system/media/talk/5/abc/'],
    ['full/5/all', 'https://media.comagic.ru/5/all'],
    ['https://app.comagic.ru/other?id=1', 'https://app.comagic.ru/other?id=1'],
  ])('%s is fetched from %s', async (recordingId, url) => {
    const { instance, sent } = createFarSide({});
    await instance.openRecording?.(recordingId);
    expect(sent.map((each) => each.url)).toEqual([url]);
  });

  test('a link to a stranger, which anybody could write into a webhook, is never followed', async () => {
    const { instance, sent } = createFarSide({});
    for (const id of ['https://evil.example/x', 'https://app.comagic.ru.evil.example/', 'talk/../../x', '']) {
      expect(await instance.openRecording?.(id)).toMatchObject({
        kind: 'refused',
        reason: 'invalid_request',
      });
    }
    expect(sent).toEqual([]);
  });
});

describe('one call', () => {
  const question = { attemptId, providerCallId: null, phone: '79000000001', intendedAt: now };

  test('is asked for by the id CoMagic gave, where it gave one', async () => {
    const { instance, sent } = createFarSide({ calls: [callAt(1, now)] });
    await instance.lookUpCall?.({ ...question, providerCallId: '237859001' });
    await instance.lookUpCall?.(question);
    expect(sent.map(({ params }) => params['filter'])).toEqual([
      { field: 'id', operator: '=', value: 237859001 },
      { field: 'call_api_external_id', operator: '=', value: attemptId },
    ]);
  });

  test('that is missing proves nothing until the report has had its time', async () => {
    const early = createFarSide({ clock: () => second(60) });
    expect(await early.instance.lookUpCall?.(question)).toMatchObject({
      kind: 'refused',
      reason: 'unavailable',
      retryAfterMs: 240_000,
    });
    const late = createFarSide({ clock: () => second(300) });
    expect(await late.instance.lookUpCall?.(question)).toEqual({ kind: 'found', value: null });
  });

  test('that cannot be read is not a call that never was', async () => {
    const { instance } = createFarSide({ fault: () => reportReply([{ id: 1 }]), clock: () => second(900) });
    expect(await instance.lookUpCall?.(question)).toMatchObject({ kind: 'refused' });
  });

  test('from months ago is asked for in a period CoMagic accepts', async () => {
    const { instance } = createFarSide({ clock: () => second(365 * 86_400) });
    expect(await instance.lookUpCall?.(question)).toEqual({ kind: 'found', value: null });
  });
});

describe('sales', () => {
  const sale = { providerCallId: '237859001', amount: '1500.00', paidAt: second(-30), comment: null };

  test('are never dated before their call', async () => {
    const { instance, sent } = createFarSide({ calls: [callAt(1, now)] });
    expect(await instance.tagSale?.(sale)).toEqual({ kind: 'done' });
    expect(sent[1]?.params).toMatchObject({ date_time: '2026-06-03 13:00:00', transaction_value: 1500 });
    expect(sent[1]?.params).not.toHaveProperty('comment');
  });

  test('of a call nobody knows are refused, and nothing is tagged', async () => {
    const { instance, sent } = createFarSide({});
    expect(await instance.tagSale?.(sale)).toMatchObject({ kind: 'refused', reason: 'not_found' });
    expect(sent).toHaveLength(1);
  });
});
