import type { WebhookRequest } from '@perezvon/contracts-adapter';
import type { Conformance } from './recorded-conformance.ts';

/** The least that can be done with a body to know what it says. */
export type BareReading = 'JSON.parse' | 'URLSearchParams';

export interface WebhookCase {
  name: string;
  /** As the gateway verifies it. */
  received: WebhookRequest;
  /** As status parses it: of the headers only those the inbox keeps. */
  stored: WebhookRequest;
  bare: BareReading;
  readBare: () => unknown;
}

export interface WebhookCases {
  /** Raw, with the provider's proof switched on. */
  settings: Readonly<Record<string, unknown>>;
  cases: readonly WebhookCase[];
  /** Names of the webhooks that a bare reading can't read, so that there is nothing to compare with. */
  leftOut: readonly string[];
}

/** As the gateway stores them. */
const keptHeaders = ['content-type', 'content-encoding'];

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** How a request without mending is read; null: it can't be. A request without a body says everything in its query. */
export const bareReadingOf = ({ body, query }: WebhookRequest): BareReading | null => {
  const text = Buffer.from(body).toString('utf8');
  if (isJson(text)) return 'JSON.parse';
  if (text === '') return query === '' ? null : 'URLSearchParams';
  return /^\s*[[{]/.test(text) ? null : 'URLSearchParams';
};

const toRead = (bare: BareReading, { body, query }: WebhookRequest): (() => unknown) => {
  const bytes = Buffer.from(body);
  if (bare === 'JSON.parse') return (): unknown => JSON.parse(bytes.toString('utf8'));
  return bytes.length === 0
    ? () => new URLSearchParams(query)
    : () => new URLSearchParams(bytes.toString('utf8'));
};

const caseOf = (name: string, received: WebhookRequest): WebhookCase | null => {
  const bare = bareReadingOf(received);
  if (bare === null) return null;
  const kept = Object.entries(received.headers).filter(([header]) => keptHeaders.includes(header));
  const stored = { ...received, headers: Object.fromEntries(kept) };
  return { name, received, stored, bare, readBare: toRead(bare, received) };
};

/** The adapter's own fixtures, signed; null for an adapter without a webhook. `origin`: the provider's, for the settings. */
export const webhookCasesOf = (conformance: Conformance, origin: string): WebhookCases | null => {
  const { webhook } = conformance;
  if (webhook === undefined) return null;
  const { security, fixtures } = webhook;
  const isSigned = security.kind === 'signed';
  const settings = (isSigned ? security.settings : undefined) ?? conformance.settings;
  const read = fixtures.map(({ name, request }) => ({
    name,
    one: caseOf(name, isSigned ? security.sign(request) : request),
  }));
  return {
    settings: settings(origin),
    cases: read.flatMap(({ one }) => one ?? []),
    leftOut: read.filter(({ one }) => one === null).map(({ name }) => name),
  };
};
