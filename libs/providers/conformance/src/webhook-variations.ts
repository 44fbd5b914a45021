import type { WebhookRequest } from '@perezvon/contracts-adapter';
import { readJson } from '@perezvon/provider-kit';

/** What a provider may change tomorrow without telling anyone; no event may change with it. */
export const variations: readonly { name: string; vary: (request: WebhookRequest) => WebhookRequest }[] = [
  {
    name: 'unknown fields change nothing',
    vary: onJson((body) => ({ ...body, unheard_of: { of: [1] }, x: null })),
  },
  { name: 'unknown fields of a form or query change nothing', vary: withUnknownField },
  {
    name: 'the order of fields changes nothing',
    vary: onJson((body) => Object.fromEntries(Object.entries(body).toReversed())),
  },
  { name: 'numbers as strings and strings as numbers change nothing', vary: onJson(swapNumbers) },
  {
    name: 'a BOM changes nothing',
    vary: (request) =>
      isJson(request) ? { ...request, body: Buffer.concat([Buffer.from('\uFEFF'), request.body]) } : request,
  },
];

type JsonObject = Record<string, unknown>;

/** Only what is a JSON object in UTF-8 can be varied as such. */
function jsonOf(request: WebhookRequest): JsonObject | null {
  try {
    const json = readJson(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
    const value = json.ok ? json.value : null;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  } catch {
    return null;
  }
}

function isJson(request: WebhookRequest): boolean {
  return jsonOf(request) !== null;
}

const isForm = ({ body }: WebhookRequest): boolean =>
  /^[\w.[\]-]+=/.test(Buffer.from(body).toString('latin1'));

/** A body that is a form gets it, else a query that there is. */
function withUnknownField(request: WebhookRequest): WebhookRequest {
  if (isForm(request))
    return { ...request, body: Buffer.concat([request.body, Buffer.from('&unheard_of=1')]) };
  return request.query === '' ? request : { ...request, query: `${request.query}&unheard_of=1` };
}

function onJson(change: (body: JsonObject) => JsonObject) {
  return (request: WebhookRequest): WebhookRequest => {
    const body = jsonOf(request);
    return body === null ? request : { ...request, body: Buffer.from(JSON.stringify(change(body))) };
  };
}

function swapNumbers(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value === 'number') return [name, String(value)];
      const isNumber = typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value);
      return [name, isNumber ? Number(value) : value];
    }),
  );
}
