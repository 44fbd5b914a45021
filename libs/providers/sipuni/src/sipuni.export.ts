import { createHash } from 'node:crypto';
import type { CallRecord } from '@perezvon/contracts-adapter';
import { readCsv, readLocalTime, readPhone } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';
import { spokenOutcome } from './sipuni.outcome.ts';

/** The value of a column by its Russian header; empty when the export has no such column. */
type Row = (header: string) => string;

/**
 * The CSV of `statistic/export`: UTF-8 with BOM, `;`, Russian headers, times of the cabinet's zone. null when it is none. Rows whose
 * time can't be read are left out. Source: sipuni_mcp `src/sipuni.ts`.
 */
export const readExport = (text: string, settings: SipuniSettings): CallRecord[] | null => {
  const [headers = [], ...rows] = readCsv(text, { delimiter: ';' });
  const columns = new Map(headers.map((header, index) => [normalised(header), index]));
  if (!['статус', 'время', 'откуда', 'куда'].every((header) => columns.has(header))) return null;
  return rows
    .map((cells): Row => {
      return (header) => cells[columns.get(header) ?? -1]?.trim() ?? '';
    })
    .map((row) => recordOf(row, settings))
    .filter((record) => record !== null);
};

/** Also without the unit: `Длительность звонка, сек`. */
const normalised = (header: string): string =>
  header
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/,\s*сек\.?$/, '');

const recordOf = (row: Row, settings: SipuniSettings): CallRecord | null => {
  const startedAt = readLocalTime(row('время'), 'dd.MM.yyyy HH:mm:ss', settings.timezone);
  if (startedAt === null) return null;
  const talkSeconds = talkOf(row);
  const endedAt = new Date(
    startedAt.getTime() + Math.max(secondsOf(row('длительность звонка')), talkSeconds ?? 0) * 1000,
  );
  const isAnswered = talkSeconds !== 0;
  const recordId = row('id записи').slice(0, 200);
  return {
    providerCallId: recordId === '' ? rowId(row) : recordId,
    attemptId: null,
    parties: partiesOf(row),
    startedAt,
    answeredAt: talkSeconds === null || !isAnswered ? null : new Date(endedAt.getTime() - talkSeconds * 1000),
    endedAt,
    talkSeconds,
    outcome: isAnswered ? spokenOutcome(talkSeconds, settings.heardSeconds) : 'no_answer',
    providerStatus: row('статус').slice(0, 200),
    recordingId: recordId !== '' && /^(1|да)$/i.test(row('запись существует')) ? recordId : null,
  };
};

/** A row without a record id still needs an identity that stays: no phone may stand in it. */
const rowId = (row: Row): string =>
  `row-${createHash('sha256')
    .update([row('время'), row('откуда'), row('куда')].join('\n'))
    .digest('hex')
    .slice(0, 32)}`;

const secondsOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0);

/** 0: nobody answered; null: answered for a time that is not told. The word decides, for «Не отвечен» holds «отвечен». */
const talkOf = (row: Row): number | null => {
  const status = row('статус').toLowerCase();
  const talk = secondsOf(row('длительность разговора'));
  if (/не отвечен|пропущен|занят|отмен/.test(status)) return 0;
  return talk === 0 && /отвечен|принят/.test(status) ? null : talk;
};

interface Party {
  phone: string | null;
  extension: string | null;
}

/** `428 (Имя Фамилия)`, `• 428 (Имя) 16`, `428` or a telephone; the name is not kept. */
const partyOf = (text: string): Party => {
  const bare = text.replace(/\([^)]*\)/g, ' ').trim();
  const phone = readPhone(bare);
  if (phone !== null) return { phone, extension: null };
  return { phone: null, extension: /(?:^|\s)(\d{2,6})(?=\s|$)/.exec(bare)?.[1] ?? null };
};

const directionOf = (type: string): CallRecord['parties']['direction'] => {
  if (/входящ/i.test(type)) return 'in';
  if (/исходящ/i.test(type)) return 'out';
  return /внутрен/i.test(type) ? 'internal' : null;
};

const partiesOf = (row: Row): CallRecord['parties'] => {
  const direction = directionOf(row('тип'));
  const from = partyOf(row('откуда'));
  const to = partyOf(row('куда'));
  const isIncoming = direction === 'in';
  return {
    direction,
    clientPhone: isIncoming ? from.phone : (to.phone ?? from.phone),
    ownPhone: isIncoming ? to.phone : null,
    extensions: isIncoming ? takersOf(row, to) : known([from.extension, to.extension]),
  };
};

/** Who took an incoming call, else all who were rung. */
const takersOf = (row: Row, to: Party): string[] => {
  const talked = partyOf(row('кто разговаривал')).extension ?? partyOf(row('кто ответил')).extension;
  if (talked !== null) return [talked];
  const rung = row('кому звонили')
    .split(/[,&]/)
    .map((each) => partyOf(each).extension);
  return known([to.extension, ...rung]);
};

const known = (extensions: readonly (string | null)[]): string[] =>
  [...new Set(extensions.filter((each) => each !== null))].slice(0, 100);
