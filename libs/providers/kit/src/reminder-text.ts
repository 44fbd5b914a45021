/** What a template may name. */
export interface ReminderWords {
  name: string;
  visit: string;
}

/**
 * What a robot that only speaks says, or a message tells: `{name}` and `{visit}` filled in, at most `maxLength` UTF-16 units, cut at
 * the end of a word. An empty name leaves no stray comma behind.
 */
export const reminderText = (template: string, words: ReminderWords, maxLength: number): string =>
  cutAtWord(tidied(filled(template, words)), maxLength);

/** In one pass: braces in a name stay what they are. */
const filled = (template: string, words: ReminderWords): string =>
  template.replace(/\{(name|visit)\}/g, (_whole, key: keyof ReminderWords) => words[key].trim());

/** `Здравствуйте, !` becomes `Здравствуйте!`, and `, напоминаем` becomes `напоминаем`. */
const tidied = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.!?;:])/g, '')
    .replace(/[,;:]+(?=[,.!?;:])/g, '')
    .replace(/^[\s,.!?;:]+/, '')
    .trim();

const cutAtWord = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text;
  const head = text.slice(0, maxLength + 1);
  const end = head.lastIndexOf(' ');
  // A word longer than all there is room for is cut, but no character in half.
  return end <= 0
    ? text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')
    : head.slice(0, end).replace(/[\s,;:–-]+$/, '');
};
