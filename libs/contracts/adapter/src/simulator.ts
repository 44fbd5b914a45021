import type { CallRecord } from './calls.ts';
import type { RefusalReason } from './results.ts';
import type { WebhookRequest } from './webhook.ts';

/** A request as the far side got it. `url`: path and query. Header names are lower-case. */
export interface SimulatedRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface SimulatedReply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

/** What a request asked for, once the provider found nothing wrong with it. */
export type SimulatedResult =
  /** A robot's call; `spoken`: the words a patient would hear, null when the script lies at the provider. */
  | {
      kind: 'call';
      phone: string;
      attemptId: string | null;
      spoken: string | null;
      reply(callId: string): SimulatedReply;
    }
  /** A list of calls, or one call: the reply is made of those that are asked for. */
  | { kind: 'calls'; reply(calls: readonly SimulatedCall[]): SimulatedReply }
  /** Anything else the provider does at once. `effect`: what was done, for the test to look at. */
  | { kind: 'done'; reply: SimulatedReply; effect: Readonly<Record<string, unknown>> }
  /** The provider refuses, in its own words. `problem`: for the author of the adapter. */
  | { kind: 'refused'; problem: string; reply: SimulatedReply };

/** A call of the robot as the far side keeps it. */
export type SimulatedCall = Pick<
  CallRecord,
  'providerCallId' | 'attemptId' | 'startedAt' | 'answeredAt' | 'endedAt'
> & { phone: string; answer: SimulatedAnswer };

/** What the patient does: an answer the robot understands, listens to the end, hangs up early, or does not pick up. */
export type SimulatedAnswer = 'confirmed' | 'declined' | 'operator' | 'informed' | 'hangup' | 'no_answer';

/** The far side of a provider, pure: no sockets, no clock. Lives in the adapter's folder as `<id>.simulator.ts`. */
export interface ProviderSimulator {
  /** Checks a request as strictly as the provider: credentials, signature, content type, order and range of fields. */
  take(request: SimulatedRequest): SimulatedResult;
  /** The provider's own words for a refusal that has nothing to do with the request. */
  refusal(reason: RefusalReason, retryAfterSeconds: number): SimulatedReply;
  /** A call id as this provider makes them; another one for each serial (1, 2 …). */
  callId(serial: number): string;
  /** Webhooks of a robot's call: at the pick-up (`answered`) and at the end. A robot that is not one has none. */
  webhooks(call: SimulatedCall, stage: 'answered' | 'ended'): WebhookRequest[];
}

/** `settings`: the account's, as they stand in YAML, so that both sides know the same secrets. */
export type CreateProviderSimulator = (settings: Readonly<Record<string, unknown>>) => ProviderSimulator;
