import type { Phone } from '@perezvon/contracts-events';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Why a text gave no number: nothing there, too few digits, a number inside an office, or no telephone at all. */
export type PhoneProblem = 'empty' | 'incomplete' | 'internal' | 'not_a_phone';

/** What one written telephone turned out to be. */
export interface ParsedPhone {
  /** E.164 digits without `+`; null exactly when `problem` is set. */
  number: string | null;
  ext: string | null;
  comment: string | null;
  /** The part of the input this came from, at most 200 characters. */
  raw: string;
  problem: PhoneProblem | null;
}

interface Piece {
  text: string;
  ext: string | null;
  comments: string[];
  raw: string;
}

interface Run {
  digits: string;
  international: boolean;
}

type Reading = { number: string } | { problem: PhoneProblem };

const longestInput = 500;
const mostPhones = 10;
const nothing = /^(?:нет|не указан|отсутствует|неизвестен|неизвестно|без телефона|no|none|null)$/iu;
const label = /(?<!\p{L})(?:тел(?:ефон)?|tel|phone|т)(?!\p{L})[.:]?/giu;
const extension =
  /(?<!\p{L})(?:доб(?:авочный|авочн)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|тон(?:ом)?|x|х|#)[.:=\s]*(?:номер\s*)?(\d{1,10})(?!\d)/iu;
const wordsInParentheses = /\(([^()]*\p{L}[^()]*)\)/gu;
const phoneRun = /[+\d][+\d\s()._-]*/g;
const russianInside = /(?<!\d)(?:\+?7|8)[\s()-]*\d{3}[\s()-]*\d{3}[\s()-]*\d{2}[\s()-]*\d{2}(?!\d)/;

/**
 * Reads what people write into a telephone field of 1C: one or several numbers in Russian habits (leading 8, 10 digits without
 * a country, local numbers with the infobase's `cityCode`, extensions, comments, input masks) or foreign ones. Never throws;
 * reads at most 500 characters and 10 numbers. The result has at least one entry. A Russian-shaped number (7 and ten digits) is
 * taken even where the numbering plan says it can't exist: 1C knows its patients better than a metadata file.
 * `'+' + number` parses to the same number again; so does the bare number when it starts with 7.
 */
export function parsePhones(raw: string, options: { cityCode: string | null }): ParsedPhone[] {
  if (plainRussian.test(raw)) return [plainNumber(raw)];
  const text = cleanText(raw.slice(0, longestInput));
  const pieces = joinCompanions(splitPieces(text)).slice(0, mostPhones);
  if (pieces.length === 0) {
    return [{ number: null, ext: null, comment: null, raw: cut(text, 200), problem: 'empty' }];
  }
  return pieces.map((piece) => readPiece(piece, options.cityCode));
}

/** What most fields hold; nothing of the long way would find anything to do. */
const plainRussian = /^(?:\+?7|8)9\d{9}$/;

function plainNumber(raw: string): ParsedPhone {
  return { number: `7${raw.slice(-10)}`, ext: null, comment: null, raw, problem: null };
}

/** Whether a number (E.164 digits without `+`) belongs to a mobile telephone. Where a plan can't tell (+1), it is taken for one. */
export function isMobile(number: string): boolean {
  if (/^79\d{9}$/.test(number)) return true;
  const type = parsePhoneNumberFromString(`+${number}`)?.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}

/** A number as it may appear in logs: `79123454567` → `7912***4567`; at least three digits are hidden. */
export function maskPhone(number: string): string {
  const digits = number.replace(/\D/g, '');
  const shown = Math.max(0, Math.min(4, Math.floor((digits.length - 3) / 2)));
  return `${digits.slice(0, shown)}***${shown === 0 ? '' : digits.slice(-shown)}`;
}

/** The telephone to call a person on: the primary one, else the first mobile, else the first with a number; null without any. */
export function choosePhone(phones: readonly Phone[]): (Phone & { number: string }) | null {
  const usable = phones.filter((phone): phone is Phone & { number: string } => phone.number !== null);
  return (
    usable.find((phone) => phone.is_primary) ??
    usable.find((phone) => phone.kind === 'mobile' || isMobile(phone.number)) ??
    usable[0] ??
    null
  );
}

/** One kind of blank, hyphen and digit; invisible characters (LRM, BOM, soft hyphen) and lone surrogates go. Newlines stay: they separate numbers. */
function cleanText(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/(?!\n)[\s\p{Cc}]/gu, ' ');
}

/** Shortens a text without leaving half of a surrogate pair, which PostgreSQL's JSON refuses. */
function cut(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/\p{Cs}$/u, '');
}

/** Cuts at `,` `;` `/` `|` and newlines outside parentheses, before a `+` that follows digits, and between glued Russian numbers. */
function splitPieces(text: string): string[] {
  const masked = text.replace(/\([^()]*\)/g, (inside) => inside.replace(/[,;/|\n]/g, ' '));
  return masked
    .split(/[,;/|\n]|(?<=\d[\s)]*)(?=\+\d)|(?<=\d[\s)]*)(?:и|или)(?=[\s(]*[+\d])/u)
    .flatMap((part) => splitGlued(part.trim()))
    .filter((part) => part !== '');
}

function splitGlued(part: string): string[] {
  const digits = part.replace(/\D/g, '');
  const chunks = digits.match(/[78]\d{10}/g) ?? [];
  const glued = chunks.length > 1 && chunks.join('') === digits && /^[\d\s()-]+$/.test(part);
  return glued ? chunks : [part];
}

/** «доб. 12» or «мама» after a separator belongs to the number before it (or, at the beginning, to the one after it). */
function joinCompanions(parts: string[]): Piece[] {
  const pieces: Piece[] = [];
  let waiting: string[] = [];
  for (const part of parts) {
    const piece = toPiece(part);
    const last = pieces.at(-1);
    const companion = !/\d/.test(piece.text);
    if (companion && last !== undefined) {
      last.ext ??= piece.ext;
      last.comments.push(...piece.comments, piece.text);
      last.raw = `${last.raw}, ${part}`;
    } else if (companion && piece.ext === null && !isMask(piece.text)) {
      waiting.push(part);
    } else {
      piece.comments.unshift(...waiting);
      waiting = [];
      pieces.push(piece);
    }
  }
  return pieces.length === 0 ? waiting.slice(0, 1).map(toPiece) : pieces;
}

function isMask(text: string): boolean {
  return /_/.test(text);
}

function toPiece(part: string): Piece {
  const found = extension.exec(part);
  const withoutExtension = found === null ? part : part.replace(found[0], ' ');
  const comments: string[] = [];
  const text = withoutExtension.replace(wordsInParentheses, (_, words: string) => {
    comments.push(words);
    return ' ';
  });
  return { text: text.replace(label, ' ').trim(), ext: found?.[1] ?? null, comments, raw: part };
}

function readPiece(piece: Piece, cityCode: string | null): ParsedPhone {
  const runs = piece.text.match(phoneRun) ?? [];
  const run = runs.reduce((best, next) => (countDigits(next) > countDigits(best) ? next : best), '');
  const words = piece.text.replace(run, ' ');
  const reading = readRun(run, piece, cityCode);
  const number = 'number' in reading ? reading.number : null;
  return {
    number,
    ext: piece.ext,
    comment: commentOf([...piece.comments, words]),
    raw: cut(piece.raw, 200),
    problem: 'problem' in reading ? reading.problem : null,
  };
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

function commentOf(texts: string[]): string | null {
  const comment = texts
    .filter((text) => /\p{L}/u.test(text) && !nothing.test(text.trim()))
    .map((text) => text.replace(/^[\s().:_-]+|[\s().:_-]+$/g, '').replace(/\s+/g, ' '))
    .join(' ');
  return comment === '' ? null : cut(comment, 100).trim();
}

function readRun(run: string, piece: Piece, cityCode: string | null): Reading {
  const digits = run.replace(/\D/g, '');
  if (digits === '') return { problem: problemWithoutDigits(piece) };
  if (/^[78]$/.test(digits)) return { problem: 'empty' };
  if (isMask(run)) return { problem: 'incomplete' };
  const reading = readDigits(asDialled(digits, run.trimStart().startsWith('+')), cityCode);
  if ('number' in reading) return reading;
  const inside = russianInside.exec(run)?.[0];
  return inside === undefined
    ? reading
    : readDigits({ digits: inside.replace(/\D/g, ''), international: false }, null);
}

function problemWithoutDigits(piece: Piece): PhoneProblem {
  if (piece.ext !== null) return 'internal';
  return /\p{L}/u.test(piece.text) && !nothing.test(piece.text) ? 'not_a_phone' : 'empty';
}

/** Takes off the international prefixes people dial from Russia: `00` and `8~10`. */
function asDialled(digits: string, plus: boolean): Run {
  const prefix = plus ? undefined : /^(?:00|810(?=\d{10}))(?=\d{9})/.exec(digits)?.[0];
  return prefix === undefined
    ? { digits, international: plus }
    : { digits: digits.slice(prefix.length), international: true };
}

function readDigits({ digits, international }: Run, cityCode: string | null): Reading {
  const national = russianNational(digits, international);
  if (national !== null) return { number: `7${national}` };
  const foreign = foreignNumber(digits, international);
  if (foreign !== null) return { number: foreign };
  const local = international ? null : localNumber(digits, cityCode);
  if (local !== null) return { number: local };
  if (digits.length === 1 || digits.length > 10) return { problem: 'not_a_phone' };
  return { problem: digits.length <= 6 && !international ? 'internal' : 'incomplete' };
}

/** The ten digits after the country code 7, or null when the digits don't look Russian. */
function russianNational(digits: string, international: boolean): string | null {
  const withTrunk = international ? /^(?:7(?=[1-9])|8(?=9))(\d{10})$/ : /^[78](?=[1-9])(\d{10})$/;
  const doubled = /^(?:7[78]|8[78])(9\d{9})$/;
  const national = (withTrunk.exec(digits) ?? doubled.exec(digits))?.[1];
  if (national !== undefined) return national;
  if (international || !/^[1-9]\d{9}$/.test(digits)) return null;
  // Ten digits that begin with 7 or 8 may be a number that lost its last digit: only a real area code is believed.
  const doubtful = /^[78]/.test(digits) && parsePhoneNumberFromString(`+7${digits}`)?.isValid() !== true;
  return doubtful ? null : digits;
}

/** A number of another country: after an explicit prefix any possible one, else only one that exists in its numbering plan. */
function foreignNumber(digits: string, international: boolean): string | null {
  if (!international && digits.length < 11) return null;
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  if (parsed === undefined || parsed.countryCallingCode === '7') return null;
  const number = parsed.number.slice(1);
  // One that is merely possible must come back as it went in: the library strips trunk zeros once per reading.
  const usable = parsed.isValid() || (international && parsed.isPossible() && number === digits);
  return usable && /^[1-9]\d{6,14}$/.test(number) ? number : null;
}

function localNumber(digits: string, cityCode: string | null): string | null {
  const area = (cityCode ?? '').replace(/\D/g, '');
  const complete = digits.length >= 5 && digits.length <= 7 && area.length + digits.length === 10;
  return complete ? `7${area}${digits}` : null;
}
