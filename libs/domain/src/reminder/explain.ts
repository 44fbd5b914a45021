import type { BookingStatus } from '@perezvon/contracts-events';
import { localOf } from '../zone.ts';
import type { EndReason, RuleName, TraceEntry, TraceValue } from './decision.ts';

const words = (value: TraceValue | undefined): string =>
  value === null || value === undefined ? '—' : String(value);

/** Moments in the trace are instants; people read the infobase's wall clock: `04.06.2026 11:30`. */
const moment = (value: TraceValue | undefined, zone: string): string => {
  if (typeof value !== 'string') return '—';
  const [date = '', time = ''] = localOf(new Date(value), zone).split('T');
  return `${date.split('-').reverse().join('.')} ${time.slice(0, 5)}`;
};

const statuses: Record<BookingStatus, string> = {
  planned: 'запланирована',
  confirmed: 'подтверждена',
  unconfirmed: 'не подтверждена',
  operator: 'передана оператору',
  cancelled: 'отменена',
  rescheduled: 'перенесена',
  arrived: 'закрыта: пациент пришёл',
  done: 'выполнена',
  no_show: 'закрыта: пациент не пришёл',
  unknown: 'с неизвестным статусом',
};

const statusWords = (value: TraceValue | undefined): string =>
  typeof value === 'string' && value in statuses ? statuses[value as BookingStatus] : words(value);

type Inputs = TraceEntry['inputs'];
type Sentence = (inputs: Inputs, zone: string) => string;

const sentences: Record<RuleName, { pass: Sentence; stop: Sentence }> = {
  deleted: { pass: () => 'Запись есть в 1С', stop: () => 'Запись удалена в 1С' },
  stopped: {
    pass: () => 'Обзвон записи не останавливали',
    stop: () => 'Обзвон записи остановлен командой booking.stop',
  },
  status: {
    pass: (inputs) => `Запись ${statusWords(inputs['status'])}: звонить можно`,
    stop: (inputs) => `Запись ${statusWords(inputs['status'])}: звонить не нужно`,
  },
  moved: {
    pass: () => 'Время визита не менялось',
    stop: (inputs, zone) =>
      `Визит перенесён: план был на ${moment(inputs['planned_for'], zone)}, теперь ${moment(inputs['start'], zone)}`,
  },
  enabled: {
    pass: () => 'Звонок по записи разрешён',
    stop: () => 'В записи звонок отключён (call.enabled)',
  },
  past: {
    pass: (inputs, zone) => `Визит ещё впереди: ${moment(inputs['start'], zone)}`,
    stop: (inputs, zone) => `Визит уже прошёл: ${moment(inputs['start'], zone)}`,
  },
  answered: {
    pass: () => 'Пациент ещё не ответил об этом визите',
    stop: () => 'Пациент уже ответил об этом визите',
  },
  attempts: {
    pass: (inputs) => `Сделано попыток: ${words(inputs['made'])} из ${words(inputs['most'])}`,
    stop: (inputs) => `Все попытки сделаны: ${words(inputs['made'])} из ${words(inputs['most'])}`,
  },
  same_day: {
    pass: (inputs) =>
      inputs['today'] === true ? 'Визит сегодня, звонки в день визита разрешены' : 'Визит не сегодня',
    stop: () => 'Визит сегодня: о таких визитах не звоним (reminders.sameDay)',
  },
  do_not_call: {
    pass: () => 'Пациент не просил его не беспокоить',
    stop: () => 'Пациент просил не звонить',
  },
  phone: { pass: () => 'Телефон пригоден', stop: () => 'Нет пригодного номера телефона' },
  aim: {
    pass: (inputs, zone) =>
      `Желаемое время звонка ${moment(inputs['aim'], zone)}, не раньше ${moment(inputs['from'], zone)}`,
    stop: () => 'Нет желаемого времени звонка',
  },
  gap: {
    pass: (inputs, zone) =>
      inputs['last_call'] === null
        ? 'На этот номер в последние дни не звонили'
        : `На этот номер звонили ${moment(inputs['last_call'], zone)}: следующий звонок не раньше ${moment(inputs['clear'], zone)}`,
    stop: () => 'На этот номер только что звонили',
  },
  window: {
    pass: (inputs, zone) =>
      `Окно ${words(inputs['opens'])}–${words(inputs['closes'])}: звонок в ${moment(inputs['at'], zone)}, не позже ${moment(inputs['latest'], zone)}`,
    stop: (inputs, zone) =>
      `В окне ${words(inputs['opens'])}–${words(inputs['closes'])} не осталось времени до ${moment(inputs['latest'], zone)}`,
  },
  daily_cap: {
    pass: (inputs) => `Звонков на этот номер за день: ${words(inputs['calls'])} из ${words(inputs['most'])}`,
    stop: (inputs) =>
      `На этот номер за день уже сделано звонков: ${words(inputs['calls'])} из ${words(inputs['most'])}`,
  },
  configured: {
    pass: () => 'Обзвон базы настроен',
    stop: () => 'Базы больше нет в настройках, или у неё больше нет раздела reminders',
  },
  restored: {
    pass: () => 'База восстановлена, звонка до этого быть не могло',
    stop: () => 'База восстановлена из копии: звонок уже мог состояться, поэтому робот не звонит',
  },
};

/** One rule of a decision in Russian, for `/why` and the demo. `zone`: of the infobase. */
export const explain = (entry: TraceEntry, zone: string): string =>
  sentences[entry.rule][entry.pass ? 'pass' : 'stop'](entry.inputs, zone);

const reasons: Record<EndReason, string> = {
  cancelled: 'Запись отменена в 1С',
  moved: 'Визит перенесён на другое время',
  finished: 'По статусу записи звонить не нужно',
  deleted: 'Запись удалена в 1С',
  stopped: 'Обзвон остановлен командой из 1С',
  disabled: 'Звонок по записи отключён',
  bad_phone: 'Нет пригодного номера телефона',
  do_not_call: 'Пациент просил не звонить',
  no_window: 'Не осталось разрешённого времени для звонка до визита',
  daily_cap: 'Исчерпан дневной лимит звонков на этот номер',
  attempts_spent: 'Все попытки сделаны',
  answered: 'Пациент уже ответил',
  past: 'Визит уже прошёл',
  same_day: 'Визит сегодня, о таких визитах не звоним',
};

/** Why nothing (more) is called, in Russian, for 1C and people. */
export const reasonText = (reason: EndReason): string => reasons[reason];
