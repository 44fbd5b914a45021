import { Readable } from 'node:stream';
import type {
  AdapterInstance,
  ProviderHttp,
  ProviderRequest,
  ProviderResponse,
  SimulatedCall,
  SimulatedReply,
} from '@perezvon/contracts-adapter';
import { adapter } from '../comagic.adapter.ts';
import { createSimulator } from '../comagic.simulator.ts';

export const now = new Date('2026-06-03T10:00:00Z');

export type RawSettings = Readonly<Record<string, unknown>>;

export const keySettings: RawSettings = { accessToken: 'permanent-key', virtualPhone: '74990000000' };

export interface SentRpc {
  url: string;
  method: string;
  params: Readonly<Record<string, unknown>>;
}

interface Options {
  settings?: RawSettings;
  calls?: readonly SimulatedCall[];
  /** In the simulator's way; undefined lets the request through. */
  fault?: (sent: SentRpc, serial: number) => SimulatedReply | undefined;
  clock?: () => Date;
}

interface FarSide {
  instance: AdapterInstance;
  sent: readonly SentRpc[];
}

const sentOf = ({ url, body }: ProviderRequest): SentRpc => {
  const { method = '', params = {} } = JSON.parse(String(body ?? '{}')) as Partial<SentRpc>;
  return { url, method, params };
};

/** The adapter on its own simulator, without sockets. */
export const createFarSide = ({
  settings = keySettings,
  calls = [],
  fault = () => undefined,
  clock = () => now,
}: Options): FarSide => {
  const simulator = createSimulator(settings);
  const sent: SentRpc[] = [];
  const reply = (request: ProviderRequest): SimulatedReply => {
    sent.push(sentOf(request));
    const struck = fault(sentOf(request), sent.length);
    if (struck !== undefined) return struck;
    const body = Buffer.from(request.body ?? '');
    const headers = Object.fromEntries(
      Object.entries({ ...request.headers, 'content-length': String(body.length) }).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const result = simulator.take({
      method: request.method,
      url: new URL(request.url).pathname,
      headers,
      body,
    });
    if (result.kind === 'call') return result.reply('237859081');
    return result.kind === 'calls' ? result.reply(calls) : result.reply;
  };
  const http: ProviderHttp = {
    send: async (request) => asResponse(reply(request)),
    open: async (request) => {
      const { status, headers = {}, body } = reply(request);
      return { kind: 'reply', status, headers, body: Readable.from([body]) };
    },
    close: () => undefined,
  };
  return { instance: adapter.create(adapter.settings.parse(settings), { http, clock }), sent };
};

const asResponse = ({ status, headers = {}, body }: SimulatedReply): ProviderResponse => ({
  kind: 'reply',
  status,
  headers,
  body: String(body),
});
