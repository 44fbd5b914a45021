import { seedType, wireBody, type Wire } from './wire.ts';

export interface OnecReply {
  status: number;
  headers: Headers;
  body: unknown;
}

interface EventResult {
  id: string | null;
  status: 'accepted' | 'duplicate' | 'rejected';
  error: { code: string; message: string; field: string | null } | null;
}

export interface EventsReply extends OnecReply {
  /** Empty unless the gateway took something. */
  results: readonly EventResult[];
}

/** 1C's side of `/v1/onec/*`: posts and asks like the HTTP connection of one infobase. */
export interface OnecClient {
  postEvents: (events: readonly unknown[], wire?: Wire) => Promise<EventsReply>;
  command: (
    id: string,
    command: 'booking.call_now' | 'booking.stop',
    bookingId: string,
  ) => Promise<OnecReply>;
  /** The body that 1C sends to VoiceBox today, byte for byte, with its malformed Content-Type. */
  postVoicebox: (body: unknown) => Promise<OnecReply>;
  /** `path` below `/v1/onec`. */
  get: (path: string) => Promise<OnecReply>;
}

export interface OnecClientOptions {
  gatewayUrl: () => string;
  username: string;
  secret: string;
}

/** Answers may take as long as a long poll. */
const timeoutMs = 40_000;

const resultsOf = (body: unknown): EventsReply['results'] =>
  typeof body === 'object' && body !== null && 'results' in body ? (body.results as EventResult[]) : [];

/** Methods throw when no answer comes at all; a refusal is a reply. */
export const createOnecClient = ({ gatewayUrl, username, secret }: OnecClientOptions): OnecClient => {
  const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
  const send = async (
    path: string,
    init: { method: string; body?: Uint8Array<ArrayBuffer>; headers?: Readonly<Record<string, string>> },
  ): Promise<OnecReply> => {
    const response = await fetch(`${gatewayUrl()}/v1/onec${path}`, {
      ...init,
      headers: { ...init.headers, authorization },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as unknown };
  };
  const post = (path: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) =>
    send(path, { method: 'POST', body: Buffer.from(bytes), headers });
  return {
    postEvents: async (events, wire = 'plain') => {
      const { bytes, headers } = wireBody(events, wire);
      const reply = await post('/events', bytes, headers);
      return { ...reply, results: resultsOf(reply.body) };
    },
    command: (id, command, bookingId) => {
      const { bytes, headers } = wireBody([{ id, command, booking_id: bookingId }], 'plain');
      return post('/commands', bytes, headers);
    },
    postVoicebox: (body) => post('/compat/voicebox', Buffer.from(JSON.stringify(body)), seedType),
    get: (path) => send(path, { method: 'GET' }),
  };
};
