import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestRecord } from '../ledger.ts';

const toleranceSeconds = 300;

const equal = (left: string, right: string): boolean => {
  const [first, second] = [Buffer.from(left), Buffer.from(right)];
  return first.length === second.length && timingSafeEqual(first, second);
};

const header = (headers: IncomingHttpHeaders, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/**
 * Standard Webhooks: `v1,` + base64 HMAC-SHA256 of `id.timestamp.body`, several signatures apart by blanks,
 * time within five minutes (https://github.com/standard-webhooks/standard-webhooks).
 */
export const checkSignature = (
  message: { headers: IncomingHttpHeaders; body: Buffer },
  secret: string | null,
  now: Date,
): RequestRecord['signature'] => {
  const id = header(message.headers, 'webhook-id');
  const timestamp = header(message.headers, 'webhook-timestamp');
  if (!id || !timestamp) return 'missing';
  if (secret === null) return 'unchecked';
  const signatures = header(message.headers, 'webhook-signature')?.split(' ') ?? [];
  if (signatures.length === 0) return 'missing';
  const fresh = Math.abs(now.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds;
  const digest = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(message.body)
    .digest('base64');
  return fresh && signatures.some((signature) => equal(signature, `v1,${digest}`)) ? 'valid' : 'invalid';
};
