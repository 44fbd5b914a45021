import { problemReply, type Endpoint, type HttpReply, type HttpRequest } from '@perezvon/http';
import type { Logger } from '@perezvon/logger';
import type { IncomingWebhook, WebhookOutcome } from '../use-cases/accept-webhook.ts';
import { busy, tooMany } from './replies.ts';

export interface HooksOptions {
  acceptWebhook: (webhook: IncomingWebhook) => Promise<WebhookOutcome>;
  logger: Logger;
  onWebhook: (account: string, result: 'accepted' | 'unknown' | 'forged' | 'too_many' | 'busy') => void;
}

/** Provider webhooks, with any method and with or without a body. */
export const hooksEndpoint =
  (options: HooksOptions): Endpoint =>
  (request) =>
    answer(options, request);

const answer = async (options: HooksOptions, request: HttpRequest): Promise<HttpReply> => {
  const outcome = await options.acceptWebhook({
    method: request.method,
    rest: request.params['rest'] ?? '',
    query: request.queryText,
    headers: request.headers,
    body: request.body,
  });
  switch (outcome.kind) {
    case 'unknown_hook':
      options.onWebhook('', 'unknown');
      return problemReply(404, { code: 'not_found', message: 'Такого адреса нет. Проверьте путь запроса.' });
    case 'forged':
      options.onWebhook(outcome.accountId, 'forged');
      options.logger.warn('webhook.forged', { ...who(outcome, request), reason: outcome.reason });
      return problemReply(401, { code: 'unauthorized', message: 'Доступ запрещён.' });
    case 'too_many':
      options.onWebhook(outcome.accountId, 'too_many');
      return tooMany(outcome.retryAfterSeconds);
    case 'overloaded':
    case 'unavailable':
      options.onWebhook('', 'busy');
      return busy(outcome);
    case 'taken':
      options.onWebhook(outcome.accountId, 'accepted');
      options.logger.info('webhook.accepted', { ...who(outcome, request), bytes: request.body.length });
      return {
        status: outcome.reply.status,
        headers: lowerCase(outcome.reply.headers),
        body: outcome.reply.body,
      };
  }
};

const who = ({ accountId }: { accountId: string }, { requestId }: HttpRequest) => ({
  requestId,
  account: accountId,
});

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
