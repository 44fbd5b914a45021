import { firstNames } from './first-names.ts';
import { sayable } from './sayable.ts';

/** A person's name as 1C keeps it: in parts, or whole in `name` («Иванова Валерия Сергеевна»). */
export interface NameParts {
  first_name: string | null;
  middle_name: string | null;
  last_name: string | null;
  name: string | null;
}

const longestName = 200;
const patronymic = /(?:[оеё]вич|ввич|[ьмтк]ич|[оеё]вна|ична|инична|[-\s](?:оглы|оглу|кызы|гызы|улы|уулу))$/u;
const patronymicParticle = /^(?:оглы|оглу|кызы|гызы|улы|уулу)$/u;
const surname =
  /(?:[оеё]в|[оеё]ва|ин|ын|ина|ына|ский|ская|цкий|цкая|ской|енко|ук|юк|ик|як|ян|швили|дзе|ых|их|ко|ман|берг|штейн|ец)$/u;
const noName = /^(?:нет|не|указано|указан|отсутствует|неизвестно|неизвестен|пациент|клиент|гр)$/u;

/**
 * How the robot addresses a person: name and patronymic, «Валерия Сергеевна»; the name alone when there is no patronymic; an
 * empty string when no first name is known (a surname or initials alone are no address). Any case comes out as Title Case.
 */
export function speechName(parts: NameParts): string {
  const first = words(parts.first_name);
  const given = first.length > 2 ? addressOf(first) : first;
  const middle = words(parts.middle_name).filter((word) => !given.includes(word));
  const address = given.length > 0 ? [...given, ...middle] : addressOf(words(parts.name));
  return sayable(
    (address.length > 0 ? address : wholeNameInSurname(parts)).map(titleCase).join(' '),
    longestName,
  );
}

/** Some infobases keep everything in the surname field. One word there is really a surname. */
function wholeNameInSurname(parts: NameParts): string[] {
  const whole = words(parts.last_name);
  return whole.length > 1 ? addressOf(whole) : [];
}

/** The words of a name, without initials, remarks in parentheses, digits and words that stand for no name. */
function words(text: string | null): string[] {
  return (text ?? '')
    .slice(0, longestName)
    .normalize('NFC')
    .replace(/\([^)]*\)?/g, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .split(/[^\p{L}\p{Mn}'’-]+/u)
    .map((word) => word.replace(/^['’-]+|['’-]+$/gu, ''))
    .filter((word) => word.length > 1 && !noName.test(word.toLowerCase()));
}

/** Name and patronymic out of the words of a whole name, in any of the usual orders. */
function addressOf(whole: string[]): string[] {
  const folded = whole.map((word) => word.toLowerCase());
  const end = patronymicAt(folded);
  if (end > 0) {
    const start = patronymicParticle.test(folded[end] ?? '') ? end - 2 : end - 1;
    return whole.slice(Math.max(0, start), end + 1);
  }
  const [only, second] = whole;
  if (only === undefined) return [];
  if (second === undefined) return looksLikeFirstName(only) ? [only] : [];
  if (whole.length > 2) return withoutPatronymic(whole);
  return [nameOfTwo(only, second)];
}

/** Where the patronymic is (its last word), or −1. «Роман Аркадьевич Абрамович»: of two that look like one it is the first. */
function patronymicAt(folded: string[]): number {
  const isPatronymic = (word: string | undefined): boolean =>
    word !== undefined && (patronymic.test(word) || patronymicParticle.test(word));
  const last = folded.findLastIndex(isPatronymic);
  const before = last - 1;
  const surnameLast =
    before > 0 && isPatronymic(folded[before]) && !patronymicParticle.test(folded[last] ?? '');
  return surnameLast ? before : last;
}

/** «Нгуен Ван Ань», «Алиев Мамед Гасан»: everything but the surname; a known first name may stand anywhere. */
function withoutPatronymic(whole: string[]): string[] {
  const known = whole.find(isKnown);
  return known === undefined ? whole.slice(1, 3) : [known];
}

function nameOfTwo(first: string, second: string): string {
  if (isKnown(first) !== isKnown(second)) return isKnown(first) ? first : second;
  if (looksLikeSurname(first) !== looksLikeSurname(second)) return looksLikeSurname(first) ? second : first;
  // 1C writes the surname first; people who write in Latin letters write it last.
  return /^[A-Za-z]/.test(first) ? first : second;
}

function looksLikeFirstName(word: string): boolean {
  return isKnown(word) || !(looksLikeSurname(word) || patronymic.test(word.toLowerCase()));
}

function looksLikeSurname(word: string): boolean {
  return surname.test(word.toLowerCase()) || patronymic.test(word.toLowerCase());
}

function isKnown(word: string): boolean {
  const [first = ''] = word.toLowerCase().replace(/ё/g, 'е').split('-');
  return firstNames.has(first);
}

function titleCase(word: string): string {
  return word
    .toLowerCase()
    .split('-')
    .map((part) => (patronymicParticle.test(part) ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('-');
}
