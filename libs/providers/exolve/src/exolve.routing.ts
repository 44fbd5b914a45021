import type { RouteAnswer, Routing, WebhookReply, WebhookRequest } from '@perezvon/contracts-adapter';
import { decodeText, readJson, readPhone } from '@perezvon/provider-kit';
import type { ExolveSettings } from './exolve.config.ts';
import { createNumberBook } from './exolve.parties.ts';
import type { NumberBook } from './exolve.parties.ts';
import { idOf, objectOf, textOf } from './exolve.values.ts';

/**
 * Forwarding to a URL: Exolve asks by JSON-RPC `getControlCallFollowMe {sip_id, numberA, call_sid}` while the call rings, and takes
 * `result {redirect_type: 1 one, 2 in turn, 3 at once; followme_struct: [1, [targets]]}`. No targets: its own `reserve` number.
 */
export const createExolveRouting = (settings: ExolveSettings): Routing => {
  const book = createNumberBook(settings);
  return {
    read: (request) => {
      const { method, params } = readRequest(request);
      if (method !== 'getControlCallFollowMe') return { ok: false, problem: 'не getControlCallFollowMe' };
      return {
        ok: true,
        question: {
          // `h323_conf_id` is what the platform's predecessor called it.
          providerCallId: idOf(params['call_sid']) ?? idOf(params['h323_conf_id']),
          clientPhone: readPhone(textOf(params['numberA'])),
          ownPhone: readPhone(textOf(params['sip_id'])),
          digits: null,
        },
      };
    },
    reply: (answer, request) => replyOf(resultOf(answer, { settings, book }), request),
  };
};

const readRequest = ({ body, headers }: WebhookRequest) => {
  const json = readJson(decodeText(body, headers['content-type']));
  const { id, method, params } = objectOf(json.ok ? json.value : null);
  return { id: typeof id === 'number' ? id : (textOf(id) ?? '1'), method, params: objectOf(params) };
};

const resultOf = (
  answer: RouteAnswer,
  { settings, book }: { settings: ExolveSettings; book: NumberBook },
): Record<string, unknown> => {
  const { mode, ringSeconds, masking, eventUrl } = settings.routing;
  const targets = answer.targets.map((target, index) => ({
    I_FOLLOW_ORDER: index + 1,
    ACTIVE: true,
    NAME: target,
    REDIRECT_NUMBER: book.numberOf(target) ?? target,
    PERIOD: 'always',
    PERIOD_DESCRIPTION: 'always',
    TIMEOUT: ringSeconds,
  }));
  const several = mode === 'parallel' ? 3 : 2;
  return {
    redirect_type: targets.length > 1 ? several : 1,
    ...(eventUrl === undefined ? {} : { event_URL: eventUrl }),
    masking,
    followme_struct: [1, targets],
  };
};

const replyOf = (result: Record<string, unknown>, request: WebhookRequest): WebhookReply => {
  const { id, params } = readRequest(request);
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ id, jsonrpc: '2.0', sip_id: textOf(params['sip_id']) ?? '', result }),
  };
};
