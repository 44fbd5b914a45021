import type { Routing, WebhookReply } from '@perezvon/contracts-adapter';
import { readFlatFields, readPhone } from '@perezvon/provider-kit';
import type { ComagicSettings } from './comagic.config.ts';

type Places = Pick<ComagicSettings, 'operators' | 'fallbackCode'>;

const headers = { 'content-type': 'application/json; charset=utf-8' };

/**
 * «Интерактивная обработка вызова»: `cdr_id`, `start_time`, `input_result` (`None` when nothing was pressed), `numa` who calls,
 * `numb` whom; GET or POST. Answered with `{"phones":[…]}`, or with the code of a branch of the scenario.
 */
export const createComagicRouting = ({ operators, fallbackCode }: Places): Routing => ({
  read: (request) => {
    const read = readFlatFields(request);
    if (!read.ok) return read;
    const field = (name: string): string | null => valueOf(read.fields.get(name));
    const question = {
      providerCallId: field('cdr_id')?.slice(0, 200) ?? null,
      clientPhone: readPhone(field('numa')),
      ownPhone: readPhone(field('numb')),
      digits: digitsOf(field('input_result')),
    };
    return question.providerCallId === null && question.clientPhone === null && question.ownPhone === null
      ? { ok: false, problem: 'нет ни cdr_id, ни numa, ни numb' }
      : { ok: true, question };
  },
  reply: ({ targets }) =>
    jsonReply(
      targets.length === 0
        ? { returned_code: fallbackCode }
        : { phones: targets.map((target) => operators[target] ?? target) },
    ),
});

/** Python's word for nothing comes as text. */
const valueOf = (text = ''): string | null => {
  const clean = text.trim();
  return clean === '' || clean === 'None' || clean === 'null' ? null : clean;
};

const digitsOf = (text: string | null): string | null =>
  text !== null && /^[\d*#]{1,50}$/.test(text) ? text : null;

const jsonReply = (body: unknown): WebhookReply => ({ status: 200, headers, body: JSON.stringify(body) });
