import type { Exchange } from '../exchange.ts';
import type { RequestRecord } from '../ledger.ts';
import { behaviours, retryAfterOf } from './onec-modes.ts';
import type { CannedReply } from './onec-modes.ts';
import type { EventResult } from './onec-register.ts';
import type { OnecFault } from './onec.settings.ts';

export interface OnecReply extends CannedReply {
  headers: Record<string, string>;
}

const bom = Buffer.from([0xef, 0xbb, 0xbf]);

export const plainReply = (status: number, body: string): OnecReply => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
  headers: {},
});

/** What the handler's code sends back: the results, or the page that the mode has instead. */
export const batchReply = (
  results: readonly EventResult[],
  fault: OnecFault,
  cookie: { path: string; session: string | null },
): OnecReply => {
  const retryAfter = retryAfterOf(fault);
  const json = {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify({ results }),
  };
  return {
    ...(behaviours[fault.mode].canned ?? json),
    headers: {
      ...(cookie.session === null
        ? {}
        : { 'set-cookie': `ibsession=${cookie.session}; path=${cookie.path}` }),
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
  };
};

export const sendReply = (
  exchange: Exchange,
  record: RequestRecord,
  reply: OnecReply & { bom: boolean },
): void => {
  record.status = reply.status;
  const body = Buffer.from(reply.body);
  exchange.reply(reply.status, reply.bom ? Buffer.concat([bom, body]) : body, {
    'content-type': reply.contentType,
    ...reply.headers,
  });
};
