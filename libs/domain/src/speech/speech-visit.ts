import { clockWords } from './clock-words.ts';
import { sayable } from './sayable.ts';

/** What can be said about a visit; null or blank parts are left out of the sentence. */
export interface SpeechFacts {
  /** Wall-clock time `YYYY-MM-DDTHH:mm:ss` in the booking's zone. */
  start: string;
  specialization: string | null;
  doctor: string | null;
  service: string | null;
  branch: string | null;
}

/** What a `speech.visit` template may name in braces; configuration refuses others. */
export const speechPlaceholders = [
  'specialization',
  'doctor',
  'service',
  'branch',
  'date',
  'day',
  'month',
  'weekday',
  'time',
] as const;

type SpeechPlaceholder = (typeof speechPlaceholders)[number];

/** As long as the words 1C may send itself (`call.say_visit`). */
const longestVisit = 500;

/**
 * Words a visit by the infobase's template: `{specialization} {day} {month} {time}` → «эндоскопист четвёртого июня в одиннадцать
 * тридцать». `{time}` and `{weekday}` bring their own preposition, `{date}` is day and month. A placeholder that is unknown or
 * has no value says nothing. The result is `sayable`.
 */
export function speechVisit(template: string, facts: SpeechFacts): string {
  const { day, month, weekday, time } = clockWords(facts.start);
  const words: Record<SpeechPlaceholder, string> = {
    specialization: asCommonNoun(facts.specialization),
    doctor: (facts.doctor ?? '').replace(/\p{Lu}{2,}/gu, titleCase),
    service: asCommonNoun(facts.service),
    branch: withoutShouting(facts.branch ?? '', titleCase),
    date: `${day} ${month}`,
    day,
    month,
    weekday,
    time,
  };
  const text = template.replace(/\{(\w+)\}/g, (_, name: string) => (isPlaceholder(name) ? words[name] : ''));
  return sayable(text, longestVisit);
}

function isPlaceholder(name: string): name is SpeechPlaceholder {
  return (speechPlaceholders as readonly string[]).includes(name);
}

/** «Эндоскопист» and «ЭНДОСКОПИСТ» in the middle of a sentence are «эндоскопист»; «УЗИ» stays an abbreviation. */
function asCommonNoun(text: string | null): string {
  const quiet = withoutShouting(text ?? '', (word) => word.toLowerCase());
  return /^\p{Lu}\p{Ll}/u.test(quiet) ? quiet.charAt(0).toLowerCase() + quiet.slice(1) : quiet;
}

/** A synthesiser spells words in capitals letter by letter: those too long for an abbreviation are rewritten. */
function withoutShouting(text: string, rewrite: (word: string) => string): string {
  return text.trim().replace(/\p{Lu}{5,}/gu, rewrite);
}

function titleCase(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
