import { createHash } from 'node:crypto';
import type { SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';
import type { Cabinet } from './sipuni.simulator.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** As the PBX makes them: `1419783130.15593`. */
export const pbxCallId = ({ startedAt, providerCallId }: SimulatedCall): string =>
  `${unix(startedAt)}.${Number.parseInt(md5(providerCallId).slice(0, 5), 16)}`;

/** Stands in for the hash of a recording's link: how Sipuni makes it is not known, only that it is not the customer's to make. */
export const linkHash = (id: string, { user, secret }: Cabinet): string =>
  md5([id, 'link', user, secret].join('+'));

/** «События на АТС» of an ordered call, by GET: start and answer, then the hang-up. */
export const webhooksOf = (
  call: SimulatedCall,
  stage: 'answered' | 'ended',
  cabinet: Cabinet,
): WebhookRequest[] => {
  if (stage === 'ended') return [webhook(endFields(call, cabinet), call, cabinet)];
  const ringing = webhook({ event: '1', timestamp: unix(call.startedAt) }, call, cabinet);
  const { answeredAt } = call;
  return answeredAt === null
    ? [ringing]
    : [ringing, webhook({ event: '3', timestamp: unix(answeredAt) }, call, cabinet)];
};

const endFields = (call: SimulatedCall, cabinet: Cabinet): Record<string, string> => {
  const { startedAt, answeredAt, endedAt } = call;
  const id = pbxCallId(call);
  return {
    event: '2',
    status: answeredAt === null ? 'NOANSWER' : 'ANSWER',
    timestamp: unix(endedAt ?? answeredAt ?? startedAt),
    call_start_timestamp: unix(startedAt),
    call_answer_timestamp: answeredAt === null ? '0' : unix(answeredAt),
    // Sent for unanswered calls too.
    call_record_link: `https://sipuni.com/api/crm/record?id=${id}&hash=${linkHash(id, cabinet)}`,
  };
};

const unix = (at: Date): string => String(Math.floor(at.getTime() / 1000));

const webhook = (
  fields: Readonly<Record<string, string>>,
  call: SimulatedCall,
  { user, sipnumber }: Cabinet,
): WebhookRequest => ({
  method: 'GET',
  path: '',
  query: new URLSearchParams({
    call_id: pbxCallId(call),
    callbackId: call.providerCallId,
    src_num: `${user}${sipnumber}`,
    short_src_num: sipnumber,
    src_type: '2',
    dst_num: call.phone,
    short_dst_num: call.phone,
    dst_type: '1',
    pbxdstnum: `+${call.phone}`,
    treeName: 'Исходящая',
    treeNumber: '000-000001',
    channel: `SIP/${user}100001-00000001`,
    user_id: user,
    ...fields,
  }).toString(),
  headers: {},
  body: new Uint8Array(),
});
