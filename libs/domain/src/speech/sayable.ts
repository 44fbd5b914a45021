/** Letters a patient's name may have beyond the Russian alphabet, and the Russian ones that sound nearest. */
const nearestLetters: Record<string, string> = {
  і: 'и',
  ї: 'и',
  є: 'е',
  ґ: 'г',
  ў: 'у',
  ә: 'а',
  ғ: 'г',
  қ: 'к',
  ң: 'н',
  ө: 'о',
  ұ: 'у',
  ү: 'у',
  һ: 'х',
};

const unsayable = /[^А-Яа-яЁёA-Za-z0-9: ]/gu;
const longestInput = 2_000;

/**
 * Text with only what the robot can say: Russian and Latin letters, digits, blanks and colons. VoiceBox drops the call (or sends it
 * to an operator) over other characters, so each becomes a blank, blanks are collapsed, and letters of neighbouring alphabets and
 * accented ones become their nearest. At most `maxLength` characters, cut between words where possible.
 */
export function sayable(text: string, maxLength: number): string {
  const clean = text
    .slice(0, longestInput)
    .normalize('NFC')
    .replace(/\p{Cf}|\p{Mn}/gu, '')
    .replace(unsayable, nearest)
    .replace(/ +/g, ' ')
    .trim();
  if (clean.length <= maxLength) return clean;
  const cut = clean.slice(0, maxLength);
  const wordEnd = clean.charAt(maxLength) === ' ' ? maxLength : cut.lastIndexOf(' ');
  return (wordEnd > 0 ? cut.slice(0, wordEnd) : cut).trim();
}

function nearest(character: string): string {
  const lower = character.toLowerCase();
  const letter = nearestLetters[lower];
  if (letter !== undefined) return lower === character ? letter : letter.toUpperCase();
  const base = character.normalize('NFD').charAt(0);
  return /[A-Za-zА-Яа-я]/.test(base) ? base : ' ';
}
