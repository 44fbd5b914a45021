import type {
  AdapterDependencies,
  ProviderRequest,
  ReadResult,
  RefusalReason,
  Refused,
  Unclear,
} from '@perezvon/contracts-adapter';
import { basicAuth, readJson, readReply } from '@perezvon/provider-kit';
import type { OnecConnectSettings } from './onec-connect.config.ts';

/** Done at the provider, or what went wrong. */
export type ActResult = { kind: 'done' } | Refused | Unclear;

export interface Question {
  /** Below `/v1/`, without slashes at either end. */
  path: string;
  query?: Readonly<Record<string, string | null>>;
}

interface Command {
  /** Below `/v1/`, without slashes at either end. */
  path: string;
  contentType: string;
  body: string | Uint8Array;
  /** What 403 means: rights this login lacks, or a person who cannot be written to. */
  forbidden: RefusalReason;
}

export interface OnecConnectClient {
  /** GET of a JSON list. */
  ask(question: Question): Promise<ReadResult<unknown[]>>;
  /** POST, sent once. */
  act(command: Command): Promise<ActResult>;
}

/** The two ways of speaking to push.1c-connect.com/v1: HTTP Basic, JSON; every path ends with a slash (without it: 301). */
export const createOnecConnectClient = (
  settings: OnecConnectSettings,
  { http, clock }: AdapterDependencies,
): OnecConnectClient => {
  const authorization = basicAuth(settings);
  const addressOf = (path: string): string => `${settings.url}/v1/${path}/`;
  return {
    ask: async ({ path, query = {} }) => {
      const request: ProviderRequest = {
        method: 'GET',
        url: `${addressOf(path)}${queryText(query)}`,
        headers: { Authorization: authorization, Accept: 'application/json' },
        isSafeToRepeat: true,
      };
      const reply = readReply(await http.send(request), { kind: 'ask', now: clock(), notFound: 'not_found' });
      return reply.kind === 'success' ? readList(reply.body) : reply;
    },
    act: async ({ path, contentType, body, forbidden }) => {
      const request: ProviderRequest = {
        method: 'POST',
        url: addressOf(path),
        headers: { Authorization: authorization, 'Content-Type': contentType },
        body,
      };
      const response = await http.send(request);
      const reply = readReply(response, { kind: 'act', now: clock(), notFound: 'not_found' });
      if (reply.kind === 'success') return readDone(reply.body);
      return reply.kind === 'refused' && response.kind === 'reply' && response.status === 403
        ? { ...reply, reason: forbidden }
        : reply;
    },
  };
};

const queryText = (query: Readonly<Record<string, string | null>>): string => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

/** A list that is empty may come as `null`: the service is written in Go. */
const readList = (body: string): ReadResult<unknown[]> => {
  const json = readJson(body);
  if (json.ok && Array.isArray(json.value)) return { kind: 'found', value: json.value };
  if (json.ok && json.value === null) return { kind: 'found', value: [] };
  return { kind: 'refused', reason: 'unavailable', detail: 'ответ 2xx – не список JSON' };
};

/** Success is 200 with an empty body. Whatever comes with a body is not 1C-Connect as documented: nobody knows what was done. */
const readDone = (body: string): ActResult =>
  body.trim() === '' ? { kind: 'done' } : { kind: 'unclear', detail: 'ответ 2xx не пуст' };
