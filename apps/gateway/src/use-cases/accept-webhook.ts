import { hash, timingSafeEqual } from 'node:crypto';
import type { Webhook, WebhookReply, WebhookRequest } from '@perezvon/contracts-adapter';
import type { ProviderInboxRow } from '@perezvon/contracts-queues';
import type { Acceptance } from './accept.ts';
import type { Busy } from './onec-intake.ts';
import type { RateLimit } from './rate-limit.ts';

export interface WebhookAccount {
  id: string;
  hookToken: string;
  webhook: Webhook;
}

/** `unknown_hook`: no such account or a wrong token, which must look the same. `forged`: the provider's signature is wrong. */
export type WebhookOutcome =
  | { kind: 'unknown_hook' }
  | { kind: 'forged'; accountId: string; reason: string }
  | { kind: 'too_many'; accountId: string; retryAfterSeconds: number }
  | { kind: 'taken'; accountId: string; reply: WebhookReply }
  | Busy;

export interface WebhookIntakeOptions {
  accounts: readonly WebhookAccount[];
  rates: RateLimit;
  accept: (row: ProviderInboxRow) => Promise<Acceptance<unknown>>;
  clock: () => Date;
  newId: () => string;
}

/** What came, with `rest` = `{account}/{token}` and perhaps a suffix. */
export type IncomingWebhook = Omit<WebhookRequest, 'path'> & { rest: string };

/** Headers worth keeping for the adapter's parser; credentials and signatures are never stored. */
const keptHeaders = ['content-type', 'content-encoding'];

const digestOf = (text: string): Buffer => Buffer.from(hash('sha256', text));

/**
 * A provider's webhook: token, signature, rate, then the raw event made durable, then the provider's own expected answer.
 * What the body says is nobody's business here: an event that cannot be parsed is kept all the same.
 */
export const createWebhookIntake = (options: WebhookIntakeOptions) => {
  const accounts = new Map(
    options.accounts.map((account) => [account.id, { account, digest: digestOf(account.hookToken) }]),
  );
  // An unknown account is compared as well, so that it takes as long as a known one.
  const nobody = digestOf('');

  const authentic = (rest: string): { account: WebhookAccount; path: string } | null => {
    const [accountId = '', token = '', ...suffix] = rest.split('/');
    const entry = accounts.get(accountId.toLowerCase());
    const matches = timingSafeEqual(entry?.digest ?? nobody, digestOf(token));
    if (!entry || !matches) return null;
    return { account: entry.account, path: suffix.length === 0 ? '' : `/${suffix.join('/')}` };
  };

  return async ({ rest, ...incoming }: IncomingWebhook): Promise<WebhookOutcome> => {
    const found = authentic(rest);
    if (found === null) return { kind: 'unknown_hook' };
    const { webhook, id: accountId } = found.account;
    const retryAfterSeconds = await options.rates.take(accountId);
    if (retryAfterSeconds > 0) return { kind: 'too_many', accountId, retryAfterSeconds };
    const request: WebhookRequest = { ...incoming, path: found.path };
    const verification = webhook.verify(request);
    if (!verification.ok) return { kind: 'forged', accountId, reason: verification.reason };
    const acceptance = await options.accept({
      id: options.newId(),
      accountId,
      method: request.method,
      path: request.path,
      query: request.query,
      headers: keep(request.headers),
      bodyBase64: base64Of(request.body),
      receivedAt: options.clock().toISOString(),
    });
    if (acceptance.kind === 'overloaded' || acceptance.kind === 'unavailable') return acceptance;
    return { kind: 'taken', accountId, reply: webhook.reply(request) };
  };
};

/** Without copying the bytes first. */
const base64Of = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const keep = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
};
