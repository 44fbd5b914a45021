import { problemReply, type HttpReply } from '@perezvon/http';
import type { OnecError } from '@perezvon/onec';
import type { Busy } from '../use-cases/onec-intake.ts';

export const unauthorized = (): HttpReply =>
  problemReply(
    401,
    { code: 'unauthorized', message: 'Имя или секрет информационной базы неверны.' },
    { 'www-authenticate': 'Basic realm="perezvon", charset="UTF-8"' },
  );

export const tooMany = (retryAfterSeconds: number): HttpReply =>
  problemReply(
    429,
    { code: 'too_many_requests', message: `Слишком много запросов. Повторите через ${retryAfterSeconds} с.` },
    { 'retry-after': String(retryAfterSeconds) },
  );

/** Nothing durable took it: nothing is lost, because nothing was promised. */
export const busy = (outcome: Busy): HttpReply =>
  outcome.kind === 'overloaded'
    ? problemReply(
        503,
        { code: 'overloaded', message: 'Сервер перегружен. Повторите запрос через несколько секунд.' },
        { 'retry-after': '2' },
      )
    : storeOut();

export const storeOut = (): HttpReply =>
  problemReply(
    503,
    {
      code: 'unavailable',
      message: 'Хранилище временно недоступно, данные не приняты. Повторите запрос позже.',
    },
    { 'retry-after': '5' },
  );

/** A body that could not be read at all is 400 (too large 413), a readable one with a bad field 422. */
export const refusedByDecoder = (error: OnecError): HttpReply => problemReply(statusOf(error.code), error);

const statusOf = (code: OnecError['code']): number => {
  switch (code) {
    case 'too_large':
    case 'too_many_events':
      return 413;
    case 'unsupported_encoding':
      return 415;
    case 'bad_gzip':
    case 'bad_encoding':
    case 'bad_json':
    case 'too_deep':
    case 'empty_body':
    case 'not_an_event':
      return 400;
    default:
      return 422;
  }
};

export const badParameter = (field: string, message: string): HttpReply =>
  problemReply(400, { code: 'bad_parameter', message, field });

export const unknownBooking = (): HttpReply =>
  problemReply(404, { code: 'not_found', message: 'Бронь с таким идентификатором не найдена.' });
