import type { HttpReply, Problem, ReplyHeaders } from './endpoint.ts';

/** An error reply in the one shape 1C knows; never with a top-level `id`, which old 1C code would take for a call id. */
export const problemReply = (status: number, problem: Problem, headers?: ReplyHeaders): HttpReply =>
  headers ? { status, problem, headers } : { status, problem };

export const renderProblem = (problem: Problem, requestId: string): string =>
  JSON.stringify({
    error: { code: problem.code, message: problem.message, field: problem.field ?? null },
    request_id: requestId,
  });

export const notFound = (): HttpReply =>
  problemReply(404, { code: 'not_found', message: 'Такого адреса нет. Проверьте путь запроса.' });

export const methodNotAllowed = (methods: readonly string[]): HttpReply =>
  problemReply(
    405,
    { code: 'method_not_allowed', message: `Этот адрес принимает только ${methods.join(', ')}.` },
    { allow: methods.join(', ') },
  );

export const internalError = (): HttpReply =>
  problemReply(500, {
    code: 'internal',
    message: 'Внутренняя ошибка сервера. Повторите запрос; если не поможет, сообщите request_id.',
  });

export const badUrl = (): HttpReply =>
  problemReply(400, {
    code: 'bad_url',
    message:
      'Адрес запроса закодирован неверно: используйте КодироватьСтроку(…, СпособКодированияСтроки.URLВКодировкеUTF8).',
  });

export const bodyTooLarge = (limitBytes: number): HttpReply =>
  problemReply(413, {
    code: 'too_large',
    message: `Тело запроса больше ${String(Math.floor(limitBytes / 1024))} КБ. Разбейте данные на несколько запросов.`,
  });

export const bodyTooSlow = (): HttpReply =>
  problemReply(408, { code: 'timeout', message: 'Тело запроса приходит слишком медленно, приём прекращён.' });

export const urlTooLong = (): HttpReply =>
  problemReply(414, { code: 'url_too_long', message: 'Адрес запроса слишком длинный.' });

export const tooManyHeaders = (): HttpReply =>
  problemReply(431, { code: 'headers_too_large', message: 'Слишком много заголовков в запросе.' });

export const overloaded = (): HttpReply =>
  problemReply(
    503,
    { code: 'overloaded', message: 'Сервер перегружен. Повторите запрос через несколько секунд.' },
    { 'retry-after': '2' },
  );
