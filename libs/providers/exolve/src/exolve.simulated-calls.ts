import type { SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';

/**
 * What the far side tells of a call. A simulation may run faster than a person listens, so what was heard is told by the answer: a
 * message heard out lasts this long at least, one hung up on no longer than this, ms.
 */
const heardOutMs = 20_000;
const cutOffMs = 3_000;

const talkMs = ({ answer, answeredAt, endedAt }: SimulatedCall): number => {
  if (answer === 'no_answer' || answeredAt === null) return 0;
  const talk = endedAt === null ? 0 : Math.max(0, endedAt.getTime() - answeredAt.getTime());
  return answer === 'hangup' ? Math.min(Math.max(talk, 1), cutOffMs) : Math.max(talk, heardOutMs);
};

const waitMs = ({ startedAt, answeredAt, endedAt }: SimulatedCall): number =>
  Math.max(0, (answeredAt ?? endedAt ?? startedAt).getTime() - startedAt.getTime());

/** `call/v1/GetInfo`; its times are RFC 1123. */
export const callInfo = (call: SimulatedCall, number: string): Record<string, unknown> => {
  const { startedAt, answeredAt, endedAt, phone } = call;
  const talk = talkMs(call);
  const ended =
    endedAt === null || talk === 0 ? endedAt : new Date((answeredAt ?? startedAt).getTime() + talk);
  return {
    status: statusOf(call),
    created: startedAt.toUTCString(),
    ...(answeredAt === null ? {} : { started: answeredAt.toUTCString() }),
    ...(ended === null ? {} : { ended: ended.toUTCString() }),
    source: number,
    destination: phone,
    duration: Math.round(talk / 1000),
  };
};

const statusOf = ({ answeredAt, endedAt }: SimulatedCall): string => {
  if (endedAt === null) return answeredAt === null ? 'created' : 'talk';
  return answeredAt === null ? 'no_answer' : 'completed';
};

/** A row of the call history: `duration` leaves out what the robot played, so a reminder's is 0. */
export const historyRow = ({ providerCallId, startedAt, phone }: SimulatedCall, number: string): string => {
  const rest = { date_start: startedAt.toISOString(), number_a: number, number_b: phone, duration: 0 };
  return `{"call_id":${providerCallId},${JSON.stringify(rest).slice(1)}`;
};

interface Stage {
  stage: 'answered' | 'ended';
  number: string;
}

/** Call events: `o` and `s` at the pick-up; `h`, `d` with the metrics, and `e` at the end. */
export const webhooksOf = (call: SimulatedCall, { stage, number }: Stage): WebhookRequest[] => {
  const { startedAt, answeredAt, endedAt } = call;
  const event = eventOf(call, number);
  if (stage === 'answered')
    return [event('o', startedAt), ...(answeredAt === null ? [] : [event('s', answeredAt)])];
  const end = endedAt ?? startedAt;
  const [talk, wait] = [talkMs(call), waitMs(call)];
  return [
    event('h', end),
    event('d', end, {
      duration: wait + talk,
      wait_time: wait,
      talk_time: talk,
      cause_code: talk > 0 ? '16' : '19',
    }),
    event('e', end),
  ];
};

const eventOf =
  ({ providerCallId, phone }: SimulatedCall, number: string) =>
  (type: string, at: Date, metrics: Readonly<Record<string, unknown>> = {}): WebhookRequest => {
    const rest = {
      type,
      call_sid: `sid-${providerCallId}`,
      from: number,
      to: phone,
      date_time: `${at.toISOString().slice(0, 19)}Z`,
      ...metrics,
    };
    return {
      method: 'POST',
      path: '',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(`{"call_id":${providerCallId},${JSON.stringify(rest).slice(1)}`),
    };
  };
