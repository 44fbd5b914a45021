import type { RouteAnswer, RouteQuestion, Routing, WebhookReply } from '@perezvon/contracts-adapter';
import { readFlatFields, readPhone } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';

/**
 * The block «HTTP-запрос» of a call scheme: `?fromnum&tonum&dtmf&label&time`, answered with the bare short number or with
 * `{"choice":0|1,"number","name"}` (choice: the branch of the scheme; number: dialled first, 15 s; name: the caller's label).
 */
export const createRouting = ({ routeReply }: SipuniSettings): Routing => ({
  read: (request) => {
    const read = readFlatFields(request);
    if (!read.ok) return read;
    const { fields } = read;
    if (!fields.has('fromnum') && !fields.has('tonum'))
      return { ok: false, problem: 'нет ни fromnum, ни tonum' };
    const question: RouteQuestion = {
      providerCallId: null,
      clientPhone: readPhone(fields.get('fromnum')),
      ownPhone: readPhone(fields.get('tonum')),
      digits: /^[\d*#]{1,50}$/.exec(fields.get('dtmf')?.trim() ?? '')?.[0] ?? null,
    };
    return { ok: true, question };
  },
  reply: (answer) => (routeReply === 'plain' ? plainReply(answer) : jsonReply(answer)),
});

/** Without anybody to name the text is empty: the scheme goes on by itself. */
const plainReply = ({ targets }: RouteAnswer): WebhookReply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: targets[0] ?? '',
});

const jsonReply = ({ targets, callerName }: RouteAnswer): WebhookReply => {
  const number = targets[0];
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      choice: number === undefined ? 0 : 1,
      number: number ?? '',
      name: callerName ?? '',
    }),
  };
};
