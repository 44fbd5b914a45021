import { deliveryStatuses } from '@perezvon/contracts-events';
import type { DeliveryStatus } from '@perezvon/contracts-events';
import { fieldNames, rawRecord } from '../events/raw-record.ts';
import { deliveryMessages, fillMessage } from '../messages.ts';
import { readBoolean } from '../values/boolean.ts';
import { isBlank } from '../values/reading.ts';
import { cutText } from '../values/text.ts';
import type { DeliveryResult, EventResult, RetryReason } from './delivery-result.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface Reply {
  status: number;
  /** Text of the body without BOM. */
  body: string;
  /** The Retry-After header as it came. */
  retryAfter: string | null;
}

interface Expectation {
  ids: readonly string[];
  now: Date;
}

const probeAfterMs = 10 * 60_000;
const detailBytes = 2048;

const names = {
  results: fieldNames('results', 'результаты'),
  id: fieldNames('id', 'ид', 'идентификатор'),
  status: fieldNames('status', 'статус', 'состояние'),
  error: fieldNames('error', 'ошибка', 'errors', 'ошибки'),
  message: fieldNames('message', 'сообщение'),
  success: fieldNames('ok', 'success', 'успех', 'успешно'),
};

/** What is kept of a body: 1C puts the text of the exception into its beginning. */
export const replyDetail = (body: string): string => {
  const bytes = Buffer.from(body.slice(0, detailBytes).replaceAll('\u0000', ''), 'utf8');
  return bytes
    .subarray(0, detailBytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
};

/** 1C has the service but cannot run it now: no licence, exclusive mode, sessions blocked by an administrator. */
const isBusy = (body: string): boolean => /лицензи|монопольн|начало сеанса запрещено/i.test(body);

/** 1C wants its session header or did not know our session any more. */
export const wantsSession = ({ status, body }: Pick<Reply, 'status' | 'body'>): boolean =>
  (status === 400 || status === 500) && !isBusy(body) && /сеанс|ibsession/i.test(body);

const isPage = (body: string): boolean => /<(html|!doctype)\b/i.test(body.slice(0, 1024));

const retry = (reason: RetryReason, reply: Reply, now: Date): DeliveryResult => ({
  kind: 'retry',
  reason,
  retryAfterMs: parseRetryAfter(reply.retryAfter, now),
  detail: replyDetail(reply.body),
});

const acceptedAll = (ids: readonly string[]): DeliveryResult => ({
  kind: 'answered',
  results: ids.map((id) => ({ id, status: 'accepted', error: null })),
});

const statusOf = (value: unknown): DeliveryStatus | null => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return deliveryStatuses.find((status) => status === word) ?? null;
};

const errorText = (value: unknown): string | null => {
  if (isBlank(value)) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return cutText(text.replaceAll('\u0000', ''), 500);
};

const resultOf = (item: unknown): EventResult | null => {
  const record = rawRecord(item, '');
  const id = record?.pick(names.id).value;
  if (!record || (typeof id !== 'string' && typeof id !== 'number')) return null;
  const said = record.pick(names.status).value;
  const status = statusOf(said);
  const error = errorText(record.pick(names.error).value ?? record.pick(names.message).value);
  if (status !== null) return { id: String(id).trim(), status, error };
  return {
    id: String(id).trim(),
    status: 'retry',
    error: error ?? fillMessage(deliveryMessages.unknown_status, { value: errorText(said) ?? 'null' }),
  };
};

/** One result for each event sent; what 1C did not mention is sent again. */
const perEvent = (items: readonly unknown[], ids: readonly string[]): DeliveryResult => {
  const said = new Map(
    items
      .map(resultOf)
      .filter((result) => result !== null)
      .map((result) => [result.id, result]),
  );
  const results = ids.map<EventResult>(
    (id) => said.get(id) ?? { id, status: 'retry', error: deliveryMessages.not_mentioned },
  );
  return { kind: 'answered', results };
};

const parsed = (body: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return null;
  }
};

/** An answer that says no in its own words: `error` with anything in it, or `ok: false`. */
const saysNo = (value: unknown): boolean => {
  const record = rawRecord(value, '');
  if (record === null) return false;
  const error = readBoolean(record.pick(names.error).value);
  const success = readBoolean(record.pick(names.success).value);
  const hasError = error.kind === 'unrecognised' || (error.kind === 'value' && error.value);
  return hasError || (success.kind === 'value' && !success.value);
};

/** JSON without results: a lone result, a negative answer, or (like an empty reply) all taken. */
const interpretObject = (value: unknown, reply: Reply, { ids, now }: Expectation): DeliveryResult => {
  const isResult =
    resultOf(value) !== null && statusOf(rawRecord(value, '')?.pick(names.status).value) !== null;
  if (isResult) return perEvent([value], ids);
  return saysNo(value) ? retry('refused', reply, now) : acceptedAll(ids);
};

/** 2xx: results per event; empty, «ОК» or any other text means all taken; a page, broken JSON or an error do not. */
const interpretSuccess = (reply: Reply, expectation: Expectation): DeliveryResult => {
  const { ids, now } = expectation;
  const body = reply.body.trim();
  if (!/^[{[]/.test(body)) {
    if (isPage(body)) return retry('html', reply, now);
    return isBusy(body) ? retry('busy', reply, now) : acceptedAll(ids);
  }
  const json = parsed(body);
  if (json === null) return retry('unreadable', reply, now);
  if (Array.isArray(json.value)) return perEvent(json.value, ids);
  const results = rawRecord(json.value, '')?.pick(names.results).value;
  if (Array.isArray(results)) return perEvent(results, ids);
  if (results !== undefined) return retry('unreadable', reply, now);
  return interpretObject(json.value, reply, expectation);
};

const pauses: Readonly<Record<number, 'unauthorized' | 'not_published'>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_published',
  405: 'not_published',
};

const retryReason = (reply: Reply): RetryReason => {
  if (wantsSession(reply)) return 'session';
  if ([413, 429, 503].includes(reply.status)) return 'throttled';
  return reply.status >= 500 ? 'server_error' : 'refused';
};

const interpretFailure = (reply: Reply, now: Date): DeliveryResult => {
  const { status, body } = reply;
  const detail = replyDetail(body);
  if (status === 410) return { kind: 'disabled', detail };
  if (status >= 400 && isBusy(body)) return retry('busy', reply, now);
  const pause = pauses[status];
  if (pause !== undefined) return { kind: 'paused', reason: pause, probeAfterMs, detail };
  return retry(retryReason(reply), reply, now);
};

/**
 * What a reply of 1C's HTTP service to a pushed batch means, for the events `ids`. Pure: the whole table of
 * docs/guides/connect-1c.md. Redirects are never followed and count as refused.
 */
export const interpretReply = (reply: Reply, ids: readonly string[], now: Date): DeliveryResult =>
  reply.status >= 200 && reply.status < 300
    ? interpretSuccess(reply, { ids, now })
    : interpretFailure(reply, now);
