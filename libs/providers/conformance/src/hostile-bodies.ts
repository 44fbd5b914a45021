import type { WebhookRequest } from '@perezvon/contracts-adapter';

const mebibyte = 1024 * 1024;

/** Bodies that no parser may choke on. */
const bodies: readonly [string, () => Uint8Array][] = [
  ['an empty body', () => Buffer.alloc(0)],
  ['blanks', () => Buffer.from(' \r\n\t ')],
  ['a lone BOM', () => Buffer.from('\uFEFF')],
  ['null', () => Buffer.from('null')],
  ['a number', () => Buffer.from('12345678901234567890')],
  ['a string', () => Buffer.from('"text"')],
  ['an empty object', () => Buffer.from('{}')],
  ['an empty list', () => Buffer.from('[]')],
  ['a list of odd things', () => Buffer.from('[null, 1, "a", [], {}]')],
  ['HTML', () => Buffer.from('<html><body>502 Bad Gateway</body></html>')],
  ['XML', () => Buffer.from('<?xml version="1.0"?><a/>')],
  ['bytes that are no UTF-8', () => Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0xc3, 0x28])],
  ['UTF-16', () => Buffer.from('\uFEFF{"a":"б"}', 'utf16le')],
  ['a dangerous name', () => Buffer.from('{"__proto__": {"polluted": 1}, "constructor": "x"}')],
  ['five megabytes of text', () => Buffer.alloc(5 * mebibyte, 'a')],
  ['five megabytes of quotes', () => Buffer.alloc(5 * mebibyte, '"')],
  ['a very deep list', () => Buffer.alloc(mebibyte, '[')],
  ['a broken form', () => Buffer.from('a=%E0%A4%A&=&&=%&b')],
];

/** The fixture with each hostile body, and cut off at many places. */
export const hostileRequests = (fixture: WebhookRequest): readonly [string, WebhookRequest][] => [
  ...bodies.map(([name, body]): [string, WebhookRequest] => [name, { ...fixture, query: '', body: body() }]),
  ...Array.from({ length: 40 }, (_value, index): [string, WebhookRequest] => {
    const end = Math.floor((fixture.body.length * index) / 40);
    return [`a body cut off after ${end} bytes`, { ...fixture, body: fixture.body.slice(0, end) }];
  }),
  [
    'a body with every content type wrong',
    { ...fixture, headers: { 'content-type': 'multipart/form-data' } },
  ],
  ['a hostile query', { ...fixture, query: '?a=%ZZ&&=&%00=%FF', body: Buffer.alloc(0) }],
  ['no headers at all', { ...fixture, headers: {} }],
];
