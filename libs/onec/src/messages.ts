/**
 * Every text 1C gets to read about its own request, by code. `{field}` is the path of the field as the sender wrote it,
 * `{value}` a short piece of what it sent (never a phone or a name).
 */
const errorMessages = {
  too_large: 'Тело запроса слишком велико',
  unsupported_encoding: 'Сжатие «{value}» не поддерживается: отправьте тело без сжатия или gzip',
  bad_gzip: 'Сжатое тело запроса повреждено: распаковать его не удалось',
  bad_encoding:
    'Текст не в кодировке UTF-8. Передайте КодировкаТекста.UTF8 в УстановитьТелоИзСтроки или укажите charset в Content-Type',
  bad_json: 'Тело запроса не является правильным JSON',
  too_deep: 'Слишком глубокая вложенность JSON',
  empty_body: 'Тело запроса пустое: ожидается событие или список событий',
  too_many_events: 'Слишком много событий в одном запросе: допустимо не более {value}',
  not_an_event: 'Ожидается объект события, массив событий или объект с полем «events»',
  field_required: 'Не заполнено обязательное поле «{field}»',
  field_invalid: 'Недопустимое значение поля «{field}»',
  date_unrecognised: 'Дата в поле «{field}» не распознана: ожидается вид 2026-06-04T11:30:00',
  time_required:
    'В поле «{field}» только дата без времени: передайте дату со временем или отдельное поле времени',
  type_not_supported: 'Тип события «{value}» не поддерживается. Поддерживаются: booking, booking.deleted',
  command_not_supported: 'Команда «{value}» известна, но пока не поддерживается',
  unknown_command: 'Неизвестная команда «{value}». Поддерживаются: booking.call_now, booking.stop',
} as const;

/** Contract types that a later version will take: the sender learns that its code is right and only early. */
export const laterTypeMessage = 'Тип события «{value}» известен, но пока не поддерживается';

/** What was repaired or left out; the event itself was taken. */
const warningMessages = {
  charset_unknown: 'Кодировка «{value}» из Content-Type неизвестна: текст прочитан как UTF-8',
  charset_assumed: 'Кодировка не указана, а текст не в UTF-8: прочитан как windows-1251',
  compression_mismatch: 'Content-Encoding не соответствует телу запроса: тело прочитано по содержимому',
  text_repaired: 'Из текста убраны нулевые символы и обрывки символов Юникода',
  text_cut: 'Значение поля «{field}» слишком длинное: сокращено',
  number_as_text: 'Поле «{field}» передано числом: прочитано как строка',
  json_in_text: 'Поле «{field}» передано строкой с JSON внутри: прочитано как объект',
  value_unrecognised: 'Значение поля «{field}» не распознано и не учтено',
  value_limited: 'Значение поля «{field}» вне допустимых пределов: заменено ближайшим допустимым',
  list_cut: 'В списке «{field}» слишком много строк: лишние не учтены',
  date_unrecognised: 'Дата в поле «{field}» не распознана и не учтена',
  date_format: 'Дата в поле «{field}» не в формате ISO 8601: прочитана по формату 1С',
  date_plus_lost: 'В дате поля «{field}» потерян знак «+» перед часовым поясом: пробел прочитан как «+»',
  date_no_limit: 'Дата в поле «{field}» прочитана как «без ограничения»',
  date_midnight: 'В поле «{field}» время 00:00:00: если это только дата, передайте и время',
  end_before_start: 'Окончание в поле «{field}» не позже начала: не учтено',
  timezone_unknown: 'Часовой пояс в поле «{field}» неизвестен: взят пояс информационной базы',
  status_missing: 'Не заполнен статус «{field}»: бронь считается запланированной',
  status_unknown: 'Статус «{value}» неизвестен: обзвон по такой брони не ведётся',
  marked_deleted: 'Бронь помечена на удаление («{field}»): считается отменённой',
  subject_differs: 'Поле «{field}» не совпадает с идентификатором брони и не учтено',
  clock_skew: 'Время в поле «{field}» расходится с часами сервера больше чем на 5 минут',
  patient_missing: 'Не заполнен пациент «{field}»',
  phone_missing: 'У пациента нет телефона: позвонить не получится',
  phone_empty: 'Телефон в поле «{field}» пустой',
  phone_incomplete: 'Телефон в поле «{field}» неполный: нет кода города',
  phone_internal: 'Телефон в поле «{field}» похож на внутренний номер',
  phone_unrecognised: 'Значение в поле «{field}» не похоже на телефон',
} as const;

/** What we say of 1C's own replies; people read it beside the event that could not be delivered. */
export const deliveryMessages = {
  not_mentioned: 'В ответе 1С об этом событии ничего не сказано',
  unknown_status: 'В ответе 1С неизвестный статус «{value}»',
} as const;

export type ErrorCode = keyof typeof errorMessages;
export type WarningCode = keyof typeof warningMessages;

/** Refusal of a body or of one event. `field` is null when no single field is to blame. */
export interface OnecError {
  code: ErrorCode;
  message: string;
  field: string | null;
}

export interface OnecWarning {
  code: WarningCode;
  field: string | null;
  message: string;
}

/** Where it happened, and (for messages that quote it) what was sent. */
export interface Occasion {
  field?: string | null;
  value?: string;
}

const longestQuote = 60;

/** Fills the placeholders of a message; what is quoted is cut, so that no message grows with the input. */
export const fillMessage = (template: string, { field, value }: Occasion): string =>
  template
    .replaceAll('{field}', () => (field ?? '').slice(0, 200))
    .replaceAll('{value}', () => (value ?? '').slice(0, longestQuote));

export const onecError = (code: ErrorCode, occasion: Occasion = {}): OnecError => ({
  code,
  message: fillMessage(errorMessages[code], occasion),
  field: occasion.field ?? null,
});

export const onecWarning = (code: WarningCode, occasion: Occasion = {}): OnecWarning => ({
  code,
  field: occasion.field ?? null,
  message: fillMessage(warningMessages[code], occasion),
});
