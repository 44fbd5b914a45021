import { describe, expect, it } from 'vitest';
import { createLogger, Fault, type LogFields, type LogLevel } from './index.ts';

const secrets = ['s3cr3t-token+/=', 'Пароль-15', '424242'];

const capture = (level: LogLevel = 'debug') => {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'dialer',
    level,
    secrets,
    destination: { write: (line) => lines.push(line) },
  });
  const lineOf = (fields: LogFields): string => {
    logger.info('call.placed', fields);
    return lines.at(-1) ?? '';
  };
  const fieldsOf = (fields: LogFields): Record<string, unknown> =>
    JSON.parse(lineOf(fields)) as Record<string, unknown>;
  return { logger, lines, lineOf, fieldsOf };
};

describe('a log line', () => {
  it('is one JSON object with the event first among its fields and an ISO time', () => {
    const { lineOf } = capture();
    const line = lineOf({ attemptId: 'a-1', durationMs: 12 });
    expect(line.endsWith('\n')).toBe(true);
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(rest).toEqual({
      level: 'info',
      app: 'dialer',
      event: 'call.placed',
      attemptId: 'a-1',
      durationMs: 12,
    });
    expect(line.indexOf('"event"')).toBeLessThan(line.indexOf('"attemptId"'));
  });

  it('is not written below the level', () => {
    const { logger, lines } = capture('warn');
    logger.info('call.placed');
    logger.debug('call.placed');
    expect(lines).toEqual([]);
    logger.warn('call.placed');
    logger.error('call.placed');
    expect(lines).toHaveLength(2);
  });

  it('carries the fields of its child logger, masked', () => {
    const { logger, lines } = capture();
    logger
      .child({ infobaseId: 'clinic', phone: '79161234567' })
      .child({ attemptId: 'a-1' })
      .warn('call.unclear');
    const { infobaseId, attemptId, phone } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect({ infobaseId, attemptId, phone }).toEqual({
      infobaseId: 'clinic',
      attemptId: 'a-1',
      phone: '7916123****',
    });
  });

  it('keeps its own keys when fields bear the same names', () => {
    const { fieldsOf } = capture();
    expect(fieldsOf({ level: 9, time: 'x', app: 'y', event: 'z' })).toMatchObject({
      level: 'info',
      app: 'dialer',
      event: 'call.placed',
    });
  });

  it('survives cycles, getters that throw, big integers and bytes', () => {
    const { fieldsOf } = capture();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => fieldsOf({ cycle })).not.toThrow();
    expect(
      fieldsOf({ big: 12n, bytes: new Uint8Array(5), when: new Date(0), none: undefined }),
    ).toMatchObject({
      big: '12',
      bytes: '[5 bytes]',
      when: '1970-01-01T00:00:00.000Z',
    });
    const trap = {
      get broken(): string {
        throw new Error('no');
      },
    };
    expect(fieldsOf({ trap })).toMatchObject({ unreadableFields: true });
  });
});

describe('masking by key', () => {
  it.each(['phone', 'phones', 'patientPhone', 'phone_number', 'number', 'numberB', 'number_b', 'caller'])(
    'hides the last four digits under %s',
    (key) => {
      const { lineOf } = capture();
      for (const value of ['79161234567', '+7 (916) 123-45-67', ['79161234567'], 79161234567]) {
        const line = lineOf({ nested: { [key]: value } });
        expect(line).not.toMatch(/45-?67/);
        expect(line).toContain('**');
      }
    },
  );

  it.each([
    'name',
    'patientName',
    'full_name',
    'username',
    'patient',
    'patronymic',
    'visit',
    'speech',
    'payload',
    'body',
    'password',
    'hookToken',
    'hook-token',
    'apiKey',
    'Authorization',
    'clientSecret',
    'set-cookie',
    'email',
  ])('hides everything under %s', (key) => {
    const { lineOf } = capture();
    expect(lineOf({ [key]: 'Белинда Иванова' })).not.toMatch(/Белинда|Иванова/);
    expect(lineOf({ deep: [{ [key]: { inner: 'Белинда' } }] })).not.toContain('Белинда');
  });

  it('leaves identifiers, counts and times readable', () => {
    const { fieldsOf } = capture();
    const fields = {
      attemptId: '0192f0c1-7c00-7000-8000-000000000001',
      providerCallId: '12345678901',
      hostname: 'db-1',
      count: 3,
      rssBytes: 123_456_789_012,
      at: '2026-06-04T11:30:00+03:00',
      detail: 'attempt 0192f0c1-7c00-7000-8000-000000000001 of 2026-06-04 11:30:00',
    };
    expect(fieldsOf(fields)).toMatchObject(fields);
  });
});

describe('masking by value', () => {
  it('replaces secrets anywhere: in texts, errors, keys, lists, numbers and URLs', () => {
    const { lineOf } = capture();
    const line = lineOf({
      detail: 'sent s3cr3t-token+/= to Пароль-15',
      list: ['s3cr3t-token+/='],
      error: new Error('no s3cr3t-token+/=', { cause: new Error('Пароль-15') }),
      code: 424242,
      url: `https://example.test/?q=${encodeURIComponent('s3cr3t-token+/=')}`,
      'Пароль-15': 1,
    });
    expect(line).not.toMatch(/s3cr3t|Пароль-15|424242/);
  });

  it('replaces secrets in the name of an event', () => {
    const { logger, lines } = capture();
    logger.info('odd Пароль-15');
    expect(lines[0]).not.toContain('Пароль-15');
  });

  it.each([
    ['a phone', 'cannot call 79161234567 now', '4567'],
    ['a written phone', 'cannot call +7 (916) 123-45-67.', '45-67'],
    ['URL credentials', 'connect postgres://user:hunter2@db/perezvon', 'hunter2'],
    ['a hook token', 'POST /hooks/mtt/abcdef123456?x=1', 'abcdef123456'],
    ['basic authorization', 'got Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a bearer token', 'got Bearer abc.def.ghi', 'abc.def.ghi'],
    ['a name in JSON', 'bad {"patient_name":"Белинда","x":1}', 'Белинда'],
    ['a name in an ORM message', 'create({ data: { name: "Белинда" } })', 'Белинда'],
    ['a query parameter', 'GET /x?token=abc123&y=1', 'abc123'],
    ['a key and phone', 'Key (phone)=(79161234567) already exists', '4567'],
  ])('hides %s in messages, stacks and causes', (_what, message, hidden) => {
    const { lineOf } = capture();
    for (const fields of [
      { detail: message },
      { error: new Error(message) },
      { error: new Error('outer', { cause: new Error(message) }) },
      { error: new AggregateError([new Error(message)], 'many') },
    ]) {
      expect(lineOf(fields)).not.toContain(hidden);
    }
  });

  it('hides a phone that stands where a long text is cut', () => {
    const { lineOf } = capture();
    for (let length = 3_980; length < 4_010; length += 1) {
      expect(lineOf({ detail: `${'x '.repeat(length / 2)}79161234567` })).not.toMatch(/9161234/);
    }
  });

  it('writes errors with code, retryability and cause but without their other properties', () => {
    const { fieldsOf, lineOf } = capture();
    const fault = new Fault({
      code: 'queue_unavailable',
      safeMessage: 'the queue is unavailable',
      retryable: true,
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED', config: { data: 'Белинда' } }),
    });
    const { error } = fieldsOf({ error: fault });
    expect(error).toMatchObject({
      type: 'Fault',
      code: 'queue_unavailable',
      retryable: true,
      message: 'the queue is unavailable',
      cause: { code: 'ECONNREFUSED', message: 'refused' },
    });
    expect(lineOf({ error: fault })).not.toContain('Белинда');
  });

  it('stays quick on a long hostile text', () => {
    const { lineOf } = capture();
    const begunMs = performance.now();
    for (const text of [
      'a'.repeat(100_000),
      'a='.repeat(50_000),
      '1 '.repeat(50_000),
      `a:"${'\\'.repeat(99_999)}`,
    ]) {
      lineOf({ detail: text });
    }
    expect(performance.now() - begunMs).toBeLessThan(2_000);
  });
});
