import type { OutboxEvent } from '@perezvon/contracts-events';
import { isAxiosError } from 'axios';
import type { DeliveryResult } from './delivery-result.ts';
import { interpretReply } from './interpret-reply.ts';
import { createTransport } from './post-batch.ts';
import { createSession } from './session.ts';
import { createSigner } from './signature.ts';
import { deliverCallbacks } from './voicebox-callback.ts';

export interface OnecClientOptions {
  /** The publication's address of the service; the only one ever asked. */
  url: string;
  /** Service user of 1C; Basic in UTF-8. */
  username: string;
  password: string;
  /** `events`: our batches. `voicebox`: one callback a call outcome, as MTT VoiceBox posts it to an existing module. */
  format: 'events' | 'voicebox';
  /** Standard Webhooks secret; null: unsigned. */
  signingSecret: string | null;
  /** One deadline for connection, headers and body. */
  timeoutMs: number;
  maxReplyBytes: number;
  clock: () => Date;
}

export interface OnecClient {
  /** Sends one batch (≤ 20 events); never throws: faults are part of the result. */
  deliver(batch: { batch: string; events: readonly OutboxEvent[] }): Promise<DeliveryResult>;
  /** Closes the kept connections. */
  close(): void;
}

/** A fault of the connection in words; axios' own error object is dropped, because it holds the password. */
const faultOf = (error: unknown, isTimeout: boolean): DeliveryResult => {
  const code = isAxiosError(error) ? (error.code ?? '') : '';
  const message = error instanceof Error ? error.message : 'unknown fault';
  const detail = `${code} ${message}`.trim().slice(0, 500);
  const result = { kind: 'retry', retryAfterMs: null, detail } as const;
  if (isTimeout) return { ...result, reason: 'timeout' };
  return { ...result, reason: /maxContentLength/.test(message) ? 'unreadable' : 'unreachable' };
};

/**
 * Pushes outbox events to the HTTP service of one infobase. Keeps connections and, once 1C asked for session control,
 * the session. Address, credentials and limits are fixed for its life.
 */
export const createOnecClient = (options: OnecClientOptions): OnecClient => {
  const { url, username, password, timeoutMs, maxReplyBytes, clock } = options;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
  const transport = createTransport(url, authorization, maxReplyBytes);
  const sign = createSigner(options.signingSecret);
  const withSession = createSession();

  const push = async (id: string, content: object, ids: readonly string[]): Promise<DeliveryResult> => {
    const text = JSON.stringify(content);
    const body = Buffer.from(text, 'utf8');
    const signed = sign({ id, at: clock(), body: text });
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const reply = await withSession((session) =>
        transport.post({ body, headers: { ...signed, ...session }, signal }),
      );
      return interpretReply(reply, ids, clock());
    } catch (error) {
      return faultOf(error, signal.aborted);
    }
  };

  return {
    deliver: ({ batch, events }) =>
      options.format === 'voicebox'
        ? deliverCallbacks(events, (event, body) => push(event.id, body, [event.id]))
        : push(
            batch,
            { batch, events },
            events.map((event) => event.id),
          ),
    close: () => transport.close(),
  };
};
