import type { SimulatedCall, SimulatedReply } from '@perezvon/contracts-adapter';
import { readLocalTime, writeLocalTime } from '@perezvon/provider-kit';
import { pbxCallId } from './sipuni.simulator-webhooks.ts';
import type { Cabinet } from './sipuni.simulator.ts';

/** `DD.MM.YYYY HH:mm` of the cabinet, both minutes included. */
export interface ExportPeriod {
  from: string;
  to: string;
}

const header =
  'Тип;Статус;Время;Схема;Откуда;Куда;Кто ответил;Кто разговаривал;Кому звонили;Длительность звонка, сек;' +
  'Длительность разговора, сек;ID записи;Запись существует';

/** `statistic/export`: what is over, in the order of time, with BOM and without any call id of the API. */
export const exportCsv = (
  calls: readonly SimulatedCall[],
  { from, to }: ExportPeriod,
  cabinet: Cabinet,
): SimulatedReply => {
  const start = readLocalTime(from, 'dd.MM.yyyy HH:mm', cabinet.timezone)?.getTime() ?? 0;
  const end = (readLocalTime(to, 'dd.MM.yyyy HH:mm', cabinet.timezone)?.getTime() ?? 0) + 60_000;
  const rows = calls
    .filter(({ startedAt, endedAt }) => endedAt !== null && +startedAt >= start && +startedAt < end)
    .toSorted((left, right) => left.startedAt.getTime() - right.startedAt.getTime())
    .map((call) => rowOf(call, cabinet));
  return {
    status: 200,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body: `\uFEFF${[header, ...rows].join('\n')}\n`,
  };
};

const rowOf = (call: SimulatedCall, { sipnumber, timezone }: Cabinet): string => {
  const { startedAt, answeredAt, endedAt, phone } = call;
  const answerer = answeredAt === null ? '' : `+${phone}`;
  return [
    'Исходящий',
    answeredAt === null ? 'Не отвечен' : 'Отвечен',
    writeLocalTime(startedAt, 'dd.MM.yyyy HH:mm:ss', timezone),
    '000-000001 (Исходящая)',
    `${sipnumber} (Робот)`,
    `+${phone}`,
    answerer,
    answerer,
    `+${phone}`,
    seconds(startedAt, endedAt),
    answeredAt === null ? '0' : seconds(answeredAt, endedAt),
    pbxCallId(call),
    answeredAt === null ? '0' : '1',
  ].join(';');
};

const seconds = (from: Date, to: Date | null): string =>
  String(Math.max(0, Math.round(((to ?? from).getTime() - from.getTime()) / 1000)));
