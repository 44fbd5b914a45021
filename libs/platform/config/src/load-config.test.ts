import { secret } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatErrors, loadConfig } from './load-config.ts';

const providers = new Map([
  [
    'robot',
    {
      settings: z.strictObject({
        url: z.string(),
        password: secret(z.string().min(6)),
        timeoutSeconds: z.number().default(15),
      }),
      capabilities: { reminderCall: 'asks' as const },
    },
  ],
  ['mute', { settings: z.strictObject({}), capabilities: {} }],
]);

const valid = `
infobases:
  - id: clinic
    name: Клиника
    secrets: ["\${CLINIC_SECRET}"]
    timezone: Europe/Moscow
    reminders:
      account: main
accounts:
  - id: main
    provider: robot
    infobases: [clinic]
    hookToken: 0123456789abcdef
    settings:
      url: http://robot
      password: \${PASSWORD}
`;
const env = { CLINIC_SECRET: 'clinic-secret', PASSWORD: 'p@ss: "word" #1' };

const load = (text: string, variables: Record<string, string> = env) =>
  loadConfig({ text, env: variables, providers });

const errorsOf = (text: string, variables?: Record<string, string>): Record<string, string> => {
  const result = load(text, variables);
  return result.ok ? {} : Object.fromEntries(result.errors.map(({ path, message }) => [path, message]));
};

/** The valid file with some lines replaced. */
const changed = (...replacements: [string, string][]): string =>
  replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no ${from}`);
    return text.replace(from, () => to);
  }, valid);

describe('a valid file', () => {
  test('gets every default of the contract', () => {
    const result = load(valid);
    expect(result).toMatchObject({
      ok: true,
      config: {
        infobases: [
          {
            legacyCp1251: false,
            delivery: { mode: 'pull', format: 'events', concurrency: 1 },
            reminders: {
              leadHours: 24,
              window: {
                from: '09:00',
                to: '20:00',
                days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
                holidays: [],
              },
              maxAttempts: 3,
              retryMinutes: [30, 120],
              answerTimeoutMinutes: 10,
              stopBeforeVisitMinutes: 60,
              perPhone: { callsPerDay: 2, minGapMinutes: 60 },
              sameDay: false,
              debounceSeconds: 2,
              speech: { visit: '{specialization} {day} {month} {time}' },
            },
          },
        ],
        accounts: [{ limits: { concurrentCalls: 10, callsPerSecond: 2 }, settings: { timeoutSeconds: 15 } }],
        retention: { personalDataDays: 180, rawEventsDays: 30 },
      },
    });
  });

  test('takes variables as they are, whatever YAML would make of them', () => {
    const result = load(valid);
    expect(result.ok && result.config.accounts[0]?.settings).toMatchObject({ password: 'p@ss: "word" #1' });
  });

  test('hands out its secrets for masking', () => {
    const text = `${valid}smtp: { url: "smtp://user:s%2Fmtp@mail.local" }\n`;
    const result = load(text);
    expect(result.ok && result.secrets).toEqual([
      'clinic-secret',
      '0123456789abcdef',
      'p@ss: "word" #1',
      's%2Fmtp',
      's/mtp',
    ]);
  });

  test('accepts decimals, the whole day, and numbers and booleans from variables', () => {
    const result = load(
      changed([
        'account: main\n',
        'account: main\n      retryMinutes: [0.05]\n      sameDay: ${SAME:-true}\n      leadHours: ${LEAD}\n      window: { from: "00:00", to: "24:00" }\n',
      ]).replace('url: http://robot', 'url: http://robot\n      timeoutSeconds: ${SECONDS:-7}'),
      { ...env, LEAD: '1.5' },
    );
    expect(result).toMatchObject({
      ok: true,
      config: {
        infobases: [{ reminders: { retryMinutes: [0.05], sameDay: true, leadHours: 1.5 } }],
        accounts: [{ settings: { timeoutSeconds: 7 } }],
      },
    });
  });

  test('may keep the parameters of push while it pulls, and an empty signing secret is none', () => {
    const push = 'mode: push, url: "http://1c/events", username: u, password: p, signingSecret: "${S:-}"';
    const delivery = (text: string) => load(changed(['timezone:', `delivery: { ${text} }\n    timezone:`]));
    const asPush = delivery(push);
    expect(asPush.ok && asPush.config.infobases[0]?.delivery).toEqual({
      mode: 'push',
      format: 'events',
      url: 'http://1c/events',
      username: 'u',
      password: 'p',
      signingSecret: undefined,
      concurrency: 1,
    });
    expect(delivery(push.replace('push', 'pull')).ok).toBe(true);
  });
});

describe('references', () => {
  test('a missing variable is an error by path and hides nothing else', () => {
    expect(errorsOf(changed(['Europe/Moscow', 'Mars/Base']), { PASSWORD: 'longenough' })).toEqual({
      'infobases[0].secrets[0]': 'не задана переменная окружения CLINIC_SECRET',
      'infobases[0].timezone': 'нет такого часового пояса в базе IANA; пример: Europe/Moscow',
    });
  });

  test('a default replaces a missing and an empty variable', () => {
    const text = changed(['name: Клиника', 'name: ${TITLE:-Без имени}']);
    expect(load(text)).toMatchObject({ config: { infobases: [{ name: 'Без имени' }] } });
    expect(load(text, { ...env, TITLE: '' })).toMatchObject({
      config: { infobases: [{ name: 'Без имени' }] },
    });
    expect(load(text, { ...env, TITLE: 'X' })).toMatchObject({ config: { infobases: [{ name: 'X' }] } });
  });

  test('a doubled dollar stands for itself, and a value is not expanded again', () => {
    const text = changed(['name: Клиника', 'name: $${TITLE} ${TITLE}']);
    expect(load(text, { ...env, TITLE: '${PASSWORD}' })).toMatchObject({
      config: { infobases: [{ name: '${TITLE} ${PASSWORD}' }] },
    });
  });

  test('a malformed reference is named', () => {
    expect(errorsOf(changed(['name: Клиника', 'name: ${not a name}']))).toEqual({
      'infobases[0].name': 'ссылка должна иметь вид ${ИМЯ} или ${ИМЯ:-значение}',
    });
  });
});

describe('errors', () => {
  test('come all at once, by path, in Russian', () => {
    const text = `
infobases:
  - id: Clinic!
    secrets: [short]
    timezone: +03:00
    extra: 1
    delivery: { mode: push, url: ftp://x, username: u }
    reminders:
      account: other
      window: { from: "9:00", to: "25:00", days: [mon, fun], holidays: [2026-02-30] }
      maxAttempts: 0
      speech: { visit: "{day} {mood}" }
    inbound: { defaultExtension: 100 }
accounts:
  - id: main
    provider: unknown
    infobases: [elsewhere]
    hookToken: short
`;
    expect(errorsOf(text)).toEqual({
      'infobases[0].id': 'от 2 до 32 знаков: строчные латинские буквы, цифры, дефис',
      'infobases[0].name': 'обязательный параметр не указан',
      'infobases[0].secrets[0]': 'секрет короче 8 знаков',
      'infobases[0].timezone': 'нет такого часового пояса в базе IANA; пример: Europe/Moscow',
      'infobases[0].extra': 'неизвестный параметр',
      'infobases[0].delivery.url': 'адрес вида http://… или https://…',
      'infobases[0].delivery.password': 'обязательный параметр не указан',
      'infobases[0].reminders.account': 'нет такой учётной записи; есть: main',
      'infobases[0].reminders.window.from': 'время вида "09:00"',
      'infobases[0].reminders.window.to': 'время вида "20:00", не позже "24:00"',
      'infobases[0].reminders.window.days[1]': 'возможные значения: mon, tue, wed, thu, fri, sat, sun',
      'infobases[0].reminders.window.holidays[0]': 'нет такой даты в календаре',
      'infobases[0].reminders.maxAttempts': 'должно быть больше 0',
      'infobases[0].reminders.speech.visit':
        'подстановки только из списка: {specialization} {day} {month} {time} {date} {weekday} {doctor} {service} {branch}',
      'infobases[0].inbound.defaultExtension': 'ожидается строка: возьмите значение в кавычки',
      'accounts[0].provider': 'нет такого провайдера; есть: robot, mute',
      'accounts[0].infobases[0]': 'нет такой базы; есть: Clinic!',
      'accounts[0].hookToken': 'не короче 16 знаков: латинские буквы, цифры, дефис, подчёркивание',
    });
  });

  test('an empty window is refused', () => {
    expect(
      errorsOf(changed(['account: main\n', 'account: main\n      window: { from: "20:00", to: "09:00" }\n'])),
    ).toEqual({
      'infobases[0].reminders.window.to': 'конец окна должен быть позже начала',
    });
  });

  test("an adapter's settings are checked by its own schema, under the account's path", () => {
    expect(
      errorsOf(changed(['url: http://robot', 'uri: http://robot']), { ...env, PASSWORD: 'tiny' }),
    ).toEqual({
      'accounts[0].settings.url': 'обязательный параметр не указан',
      'accounts[0].settings.uri': 'неизвестный параметр',
      'accounts[0].settings.password': 'знаков должно быть не меньше 6',
    });
    expect(errorsOf(changed([/settings:.*/s.exec(valid)?.[0] ?? '', 'settings:\n']))).toEqual({
      'accounts[0].settings.url': 'обязательный параметр не указан',
      'accounts[0].settings.password': 'обязательный параметр не указан',
    });
  });

  test('reminders need an account of this infobase whose provider has a robot', () => {
    const second = `
  - id: second
    name: Вторая
    secrets: [second-secret]
    timezone: UTC
    reminders: { account: silent }
accounts:
  - { id: silent, provider: mute, infobases: [clinic], hookToken: fedcba9876543210, settings: {} }`;
    const result = load(changed(['\naccounts:', second]));
    expect(result.ok ? [] : result.errors).toEqual([
      {
        path: 'infobases[1].reminders.account',
        message: 'эта учётная запись не для этой базы: добавьте базу в её список infobases',
      },
      {
        path: 'infobases[1].reminders.account',
        message: 'провайдер этой учётной записи не умеет звонить роботом',
      },
    ]);
  });

  test('reminders may name several accounts in the order of preference, each once and each able to call', () => {
    const several = (list: string) =>
      load(
        changed(
          ['account: main\n', `account: ${list}\n`],
          [
            '\naccounts:',
            `
accounts:
  - { id: silent, provider: mute, infobases: [clinic], hookToken: fedcba9876543210, settings: {} }`,
          ],
        ),
      );
    const result = several('[main]');
    expect(result.ok && result.config.infobases[0]?.reminders?.account).toEqual(['main']);
    const wrong = several('[main, silent, main, nobody]');
    expect(wrong.ok ? [] : wrong.errors).toEqual([
      {
        path: 'infobases[0].reminders.account[1]',
        message: 'провайдер этой учётной записи не умеет звонить роботом',
      },
      { path: 'infobases[0].reminders.account[3]', message: 'нет такой учётной записи; есть: silent, main' },
      { path: 'infobases[0].reminders.account[2]', message: 'эта учётная запись уже есть в списке' },
    ]);
    const none = several('[]');
    expect(none.ok ? [] : none.errors.map(({ path }) => path)).toEqual(['infobases[0].reminders.account']);
  });

  test("the way to a provider may be an account's own, and a proxy's password is a secret", () => {
    const way = (http: string) =>
      load(
        changed([
          '\naccounts:\n',
          `\naccounts:\n  - { id: silent, provider: mute, infobases: [clinic], hookToken: fedcba9876543210, settings: {}, http: ${http} }\n`,
        ]),
      );
    const good = way('{ proxy: "http://perezvon:proxy-password@proxy.local:3128", timeoutSeconds: 20 }');
    expect(good.ok && good.config.accounts[0]?.http).toEqual({
      proxy: 'http://perezvon:proxy-password@proxy.local:3128',
      timeoutSeconds: 20,
    });
    expect(good.ok && good.secrets).toContain('http://perezvon:proxy-password@proxy.local:3128');
    const bad = way('{ proxy: "socks://x", tls: { ca: nothing } }');
    expect(bad.ok ? [] : bad.errors).toEqual([
      { path: 'accounts[0].http.proxy', message: 'адрес вида http://прокси:порт' },
      { path: 'accounts[0].http.tls.ca', message: 'текст в формате PEM, начиная с -----BEGIN' },
    ]);
  });

  test('ids, hook tokens and the secrets of different infobases are unique', () => {
    const twice = `
  - id: clinic
    name: Вторая
    secrets: [another-secret, clinic-secret]
    timezone: UTC
accounts:
  - { id: main, provider: robot, infobases: [clinic], hookToken: 0123456789abcdef, settings: { url: u, password: longenough } }`;
    const errors = errorsOf(changed(['\naccounts:', twice]));
    expect(Object.keys(errors)).toEqual([
      'infobases[1].id',
      'accounts[1].id',
      'accounts[1].hookToken',
      'infobases[1].secrets[1]',
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/clinic-secret|0123456789abcdef/);
  });

  test('never show a secret, even one that stands in the wrong place', () => {
    const text = changed(['id: main', 'id: topsecretvalue'], ['0123456789abcdef', 'topsecretvalue']);
    const result = load(text);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('topsecretvalue');
  });

  test('an empty or a nonsensical file names what is missing', () => {
    expect(errorsOf('')).toEqual({ infobases: 'обязательный параметр не указан' });
    expect(errorsOf('just text')).toEqual({ '': 'ожидается группа параметров' });
    expect(errorsOf('infobases: []')).toEqual({ infobases: 'в списке должно быть элементов не меньше 1' });
  });

  test('in YAML itself carry line and column, and not the text', () => {
    const result = load('infobases:\n  - id: a\n    password: "hunter22\n   name: x');
    expect(result.ok).toBe(false);
    expect(result.ok ? '' : formatErrors(result.errors)).toMatch(/^строка \d+, столбец \d+: ошибка YAML: /);
    expect(JSON.stringify(result)).not.toContain('hunter22');
    expect(errorsOf('a: 1\na: 2')).toEqual({ 'строка 2, столбец 1': 'ошибка YAML: параметр указан дважды' });
    expect(errorsOf('a: *nowhere')).not.toEqual({});
  });
});
