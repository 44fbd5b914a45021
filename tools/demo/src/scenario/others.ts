import { confirms, type Guest } from './guest.ts';

/** The old way in, and a second infobase whose window is closed today and which fetches its events itself. */
export const others: readonly Guest[] = [
  {
    n: 63,
    at: 33,
    name: 'Данилова Вера Юрьевна',
    story: 'старый модуль 1С: тело VoiceBox',
    via: 'voicebox',
    calls: [confirms()],
    expect: { ending: 'confirmed', calls: 1 },
  },
  {
    n: 71,
    at: 3,
    name: 'Ежов Тарас Ильич',
    story: 'стоматология: окно до визита закрыто',
    infobase: 'dental',
    visit: { days: 1 },
    expect: { ending: 'no_window', calls: 0 },
  },
  {
    n: 72,
    at: 3,
    name: 'Зимина Нона Львовна',
    story: 'стоматология: ждёт открытия окна',
    infobase: 'dental',
    visit: { days: 3 },
    expect: { ending: 'waiting', finals: 0, calls: 0 },
  },
];
