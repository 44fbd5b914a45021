import type {
  OpenedResponse,
  ProviderHttp,
  ProviderRequest,
  ProviderResponse,
} from '@perezvon/contracts-adapter';
import { adapter } from '../mango.adapter.ts';

export const raw = { apiKey: 'mango-key', apiSalt: 'mango-salt' };

interface Scene {
  settings?: object;
  replies?: readonly Omit<Extract<ProviderResponse, { kind: 'reply' }>, 'kind'>[];
  opened?: OpenedResponse;
}

/** An instance whose requests are kept and answered one by one. */
export const scene = ({ settings = {}, replies = [], opened }: Scene = {}) => {
  const requests: ProviderRequest[] = [];
  const http: ProviderHttp = {
    send: async (request) => {
      const reply = replies[requests.push(request) - 1];
      return reply === undefined ? { kind: 'lost', detail: 'no reply' } : { kind: 'reply', ...reply };
    },
    open: async (request) => {
      requests.push(request);
      return opened ?? { kind: 'lost', detail: 'no reply' };
    },
    close: () => undefined,
  };
  const parsed = adapter.settings.parse({ ...raw, ...settings });
  const clock = () => new Date(1_700_000_000_000 - 4 * 3_600_000);
  return { instance: adapter.create(parsed, { http, clock }), requests };
};

export const ok = (body: string) => ({ status: 200, headers: {}, body });
