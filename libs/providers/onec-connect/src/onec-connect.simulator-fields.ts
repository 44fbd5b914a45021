/** What a field of a request must be; `!`: it must be there. */
export type FieldKinds = Readonly<
  Record<string, 'id!' | 'id' | 'text!' | 'text' | 'flag' | 'keyboard' | 'back_auth'>
>;

export type Fields = Readonly<Record<string, unknown>>;

/** Fields of a JSON object, or what is wrong with it. Field by field; one that is not documented is wrong. */
export const readFields = (text: string, kinds: FieldKinds): Fields | string => {
  const value = parsed(text);
  if (!isObject(value)) return 'not a JSON object';
  const unknown = Object.keys(value).find((name) => !(name in kinds));
  if (unknown !== undefined) return `unknown field ${unknown}`;
  const wrong = Object.entries(kinds).find(([name, kind]) => !fits(value[name], kind));
  return wrong === undefined ? value : `field ${wrong[0]} is not ${wrong[1]}`;
};

const fits = (value: unknown, kind: FieldKinds[string]): boolean =>
  value === undefined ? !kind.endsWith('!') : tests[kind](value);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isId = (value: unknown): boolean => typeof value === 'string' && uuid.test(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const tests: Readonly<Record<FieldKinds[string], (value: unknown) => boolean>> = {
  'id!': isId,
  id: isId,
  'text!': isText,
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  keyboard: (rows) =>
    Array.isArray(rows) && rows.every((row: unknown) => Array.isArray(row) && row.every(isButton)),
  back_auth: (value) => isObject(value) && isBackAuth(value),
};

const isButton = (button: unknown): boolean =>
  isObject(button) && isText(button['id']) && isText(button['text']) && Object.keys(button).length === 2;

const isBackAuth = (value: Fields): boolean =>
  value['type'] === 'basic'
    ? isText(value['login']) && isText(value['password'])
    : value['type'] === 'bearer' && isText(value['token']);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

interface Part {
  name: string | undefined;
  fileName: string | null;
  contentType: string;
  content: Buffer;
}

/** Parts of a multipart/form-data body (RFC 7578); none when it is no such body. */
export const multipartParts = (contentType = '', body: Uint8Array): Part[] => {
  const boundary = /^multipart\/form-data;\s*boundary="?([^";]+)"?$/i.exec(contentType)?.[1];
  const sections = Buffer.from(body)
    .toString('latin1')
    .split(`--${boundary ?? ''}`);
  const isWhole = boundary !== undefined && sections[0] === '' && sections.at(-1) === '--\r\n';
  return isWhole ? sections.slice(1, -1).map(partOf) : [];
};

/** `\r\n`, headers, an empty line, the content, `\r\n`. */
const partOf = (section: string): Part => {
  const end = section.indexOf('\r\n\r\n');
  const head = Buffer.from(section.slice(0, end), 'latin1').toString('utf8');
  return {
    name: / name="([^"]*)"/.exec(head)?.[1],
    fileName: / filename="([^"]*)"/.exec(head)?.[1] ?? null,
    contentType: /^content-type: (.+)$/im.exec(head)?.[1]?.trim() ?? '',
    content: Buffer.from(section.slice(end + 4, -2), 'latin1'),
  };
};
