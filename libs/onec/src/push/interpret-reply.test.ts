import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryResult } from './delivery-result.ts';
import { interpretReply, replyDetail, wantsSession } from './interpret-reply.ts';
import { parseRetryAfter } from './retry-after.ts';

const now = new Date('2026-06-03T07:00:00Z');
const ids = ['e1', 'e2'];
const interpret = (status: number, body: unknown = '', retryAfter: string | null = null): DeliveryResult =>
  interpretReply(
    { status, body: typeof body === 'string' ? body : JSON.stringify(body), retryAfter },
    ids,
    now,
  );

const accepted = {
  kind: 'answered',
  results: ids.map((id) => ({ id, status: 'accepted', error: null })),
};

describe('a 2xx reply', () => {
  it('is read event by event, in the order sent; what is missing is sent again', () => {
    const results = [
      { id: 'e2', status: 'rejected', error: 'Документ не найден' },
      { id: 'stranger', status: 'accepted' },
    ];
    expect(interpret(200, { results })).toEqual({
      kind: 'answered',
      results: [
        { id: 'e1', status: 'retry', error: 'В ответе 1С об этом событии ничего не сказано' },
        { id: 'e2', status: 'rejected', error: 'Документ не найден' },
      ],
    });
  });

  it('knows every status, in any case, under Russian keys and as a bare array', () => {
    for (const status of ['accepted', 'duplicate', 'ignored', 'rejected', 'retry']) {
      const expected = { kind: 'answered', results: ids.map((id) => ({ id, status, error: null })) };
      expect(interpret(200, { results: ids.map((id) => ({ id, status: status.toUpperCase() })) })).toEqual(
        expected,
      );
      expect(interpret(202, { Результаты: ids.map((Ид) => ({ Ид, Статус: status, Ошибка: '' })) })).toEqual(
        expected,
      );
      expect(
        interpret(
          200,
          ids.map((id) => ({ id, status })),
        ),
      ).toEqual(expected);
    }
  });

  it('never takes an unknown status for success', () => {
    expect(interpret(200, { results: [{ id: 'e1', status: 'хорошо' }, { id: 'e2' }] })).toMatchObject({
      results: [
        { id: 'e1', status: 'retry', error: 'В ответе 1С неизвестный статус «хорошо»' },
        { id: 'e2', status: 'retry' },
      ],
    });
  });

  it('means all accepted when it is empty, plain text or JSON without results', () => {
    for (const body of [
      '',
      ' \r\n',
      'OK',
      'Принято',
      '"ok"',
      '1',
      '{}',
      '{"ok":true}',
      '{"error":null}',
      '{"error":false}',
      '{"Ошибка":""}',
    ]) {
      expect(interpret(200, body), body).toEqual(accepted);
    }
    expect(interpret(204)).toEqual(accepted);
  });

  it('is a failure when it is a page, whatever stands before it', () => {
    for (const body of [
      '<html><body>1C:Enterprise</body></html>',
      '\r\n<!DOCTYPE html>',
      '<?xml version="1.0"?>\n<!doctype HTML PUBLIC>',
      '<!-- proxy --><HTML lang="ru">',
    ]) {
      expect(interpret(200, body), body).toMatchObject({ kind: 'retry', reason: 'html' });
    }
  });

  it('may hold the word html inside a result', () => {
    const results = ids.map((id) => ({ id, status: 'accepted', error: '<html>' }));
    expect(interpret(200, { results })).toMatchObject({
      kind: 'answered',
      results: [{ status: 'accepted' }, {}],
    });
  });

  it('is a failure when it is broken JSON, an error, a refusal or results of another shape', () => {
    expect(interpret(200, '{"results":[{"id"')).toMatchObject({ kind: 'retry', reason: 'unreadable' });
    expect(interpret(200, { results: 'ok' })).toMatchObject({ kind: 'retry', reason: 'unreadable' });
    expect(interpret(200, { error: { code: 1 } })).toMatchObject({ kind: 'retry', reason: 'refused' });
    expect(interpret(200, { Ошибка: 'Нет прав' })).toMatchObject({ kind: 'retry', reason: 'refused' });
    expect(interpret(200, { success: false })).toMatchObject({ kind: 'retry', reason: 'refused' });
  });

  it('may be the lone result of one event', () => {
    expect(interpret(200, { id: 'e1', status: 'rejected', error: 'x' })).toMatchObject({
      results: [
        { id: 'e1', status: 'rejected' },
        { id: 'e2', status: 'retry' },
      ],
    });
  });
});

describe('another reply', () => {
  it('pauses the destination on wrong credentials and on a service that is not published', () => {
    const probeAfterMs = 600_000;
    for (const status of [401, 403]) {
      expect(interpret(status, 'Идентификация не выполнена')).toEqual({
        kind: 'paused',
        reason: 'unauthorized',
        probeAfterMs,
        detail: 'Идентификация не выполнена',
      });
    }
    for (const status of [404, 405]) {
      expect(interpret(status, '<html>')).toMatchObject({
        kind: 'paused',
        reason: 'not_published',
        probeAfterMs,
      });
    }
  });

  it('disables the destination on 410', () => {
    expect(interpret(410, 'Gone')).toEqual({ kind: 'disabled', detail: 'Gone' });
  });

  it('is busy when 1C has no licence or is locked, with any code', () => {
    const texts = [
      'Не обнаружено свободной лицензии!',
      'Ошибка установки МОНОПОЛЬНОГО режима',
      'Начало сеанса запрещено. Идёт регламентное обслуживание',
    ];
    for (const text of texts) {
      for (const status of [400, 401, 403, 404, 500, 503]) {
        expect(interpret(status, text)).toMatchObject({ kind: 'retry', reason: 'busy' });
      }
    }
    expect(interpret(200, texts[0])).toMatchObject({ kind: 'retry', reason: 'busy' });
  });

  it('is retried with a reason that fits', () => {
    const cases: [number, string, string][] = [
      [500, 'Деление на 0', 'server_error'],
      [502, '<html>', 'server_error'],
      [503, '', 'throttled'],
      [429, '', 'throttled'],
      [413, '', 'throttled'],
      [400, 'Не указан заголовок управления сеансами или куки с идентификатором сеанса', 'session'],
      [400, 'Плохой запрос', 'refused'],
      [422, '', 'refused'],
      [302, '', 'refused'],
    ];
    for (const [status, body, reason] of cases) {
      expect(interpret(status, body)).toEqual({ kind: 'retry', reason, retryAfterMs: null, detail: body });
    }
  });

  it('is retried when 1C says', () => {
    expect(interpret(503, '', '120')).toMatchObject({ retryAfterMs: 120_000 });
    expect(interpret(429, '', 'Wed, 03 Jun 2026 07:00:30 GMT')).toMatchObject({ retryAfterMs: 30_000 });
    expect(interpret(500, 'лицензии', '5')).toMatchObject({ reason: 'busy', retryAfterMs: 5_000 });
  });

  it('keeps two kilobytes of the body at most, whole characters only and without NULs', () => {
    const detail = replyDetail(`\u0000${'я'.repeat(5_000)}`);
    expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(2048);
    expect(detail).toMatch(/^я+$/);
  });
});

it('wants a session only for 400 and 500 that name it, never for a refused one', () => {
  expect(wantsSession({ status: 400, body: 'IBSession required' })).toBe(true);
  expect(wantsSession({ status: 500, body: 'Сеанс отсутствует или удален' })).toBe(true);
  expect(wantsSession({ status: 404, body: 'сеанс' })).toBe(false);
  expect(wantsSession({ status: 400, body: 'Начало сеанса запрещено' })).toBe(false);
});

it('reads Retry-After within an hour and nothing else', () => {
  expect(parseRetryAfter('0', now)).toBe(0);
  expect(parseRetryAfter('999999', now)).toBe(3_600_000);
  expect(parseRetryAfter('Wed, 03 Jun 2020 07:00:30 GMT', now)).toBe(0);
  for (const nonsense of [null, '', '-5', '1.5', 'скоро', '2026-06-03'])
    expect(parseRetryAfter(nonsense, now)).toBeNull();
});

it('never throws and always answers for exactly the events sent', () => {
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((results) => JSON.stringify({ results })),
    fc
      .array(
        fc.record({
          id: fc.constantFrom('e1', 'e2', 1, null),
          status: fc.jsonValue(),
          error: fc.jsonValue(),
        }),
      )
      .map((results) => JSON.stringify({ results })),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 599 }),
      body,
      fc.option(fc.string()),
      (status, text, retryAfter) => {
        const result = interpretReply({ status, body: text, retryAfter }, ids, now);
        if (result.kind === 'answered') expect(result.results.map((one) => one.id)).toEqual(ids);
      },
    ),
    { numRuns: 500 },
  );
});
