import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import type { Problem } from './endpoint.ts';
import { renderProblem } from './problems.ts';

/** What `node:http` tells about a request its parser refused. */
export interface ParserError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** `Base64Строка()` of 1C breaks its result every 64 characters, which cuts the header in two. */
const brokenCredentials =
  /^(?:proxy-)?authorization:[ \t]*[a-z]+[ \t]+[a-z0-9+/=_-]{32,}\r?\n[ \t]*[a-z0-9+/=_-]+\r?$/im;
const rawNonAscii = /^[A-Z]+ [^\r\n]*[\x80-\xff][^\r\n]* HTTP\/1\.[01]/;

const hints = {
  credentials: {
    code: 'bad_authorization_header',
    message:
      'Заголовок Authorization разорван: Base64Строка вставила перенос строки. Уберите переносы: ' +
      'СтрЗаменить(СтрЗаменить(Строка64, Символы.ВК, ""), Символы.ПС, "").',
  },
  url: {
    code: 'bad_url',
    message:
      'В адресе запроса есть незакодированные символы (например, кириллица или пробел). ' +
      'Закодируйте их: КодироватьСтроку(Значение, СпособКодированияСтроки.КодировкаURL).',
  },
  headers: { code: 'headers_too_large', message: 'Заголовки запроса слишком большие.' },
  timeout: { code: 'timeout', message: 'Запрос не пришёл целиком за отведённое время.' },
  other: { code: 'bad_request', message: 'Запрос не соответствует протоколу HTTP.' },
} satisfies Record<string, Problem>;

/** Status and hint for a request that never became one. */
export const describeParserError = (error: ParserError): { status: number; problem: Problem } => {
  const raw = error.rawPacket?.toString('latin1') ?? '';
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, problem: hints.timeout };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, problem: hints.headers };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, problem: hints.other };
    case 'HPE_INVALID_URL':
      return { status: 400, problem: hints.url };
    default:
      if (brokenCredentials.test(raw)) return { status: 400, problem: hints.credentials };
      return { status: 400, problem: rawNonAscii.test(raw) ? hints.url : hints.other };
  }
};

/** A whole HTTP/1.1 reply as bytes, for a socket that has no response object. */
export const rawReply = (status: number, problem: Problem, requestId: string): Buffer => {
  const body = renderProblem(problem, requestId);
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? 'Error'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${String(Buffer.byteLength(body))}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${body}`);
};
