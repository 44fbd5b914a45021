import { Webhook } from 'standardwebhooks';

interface SignedMessage {
  id: string;
  at: Date;
  body: string;
}

/** `whsec_…` and bare base64 as the specification has them; any other text is taken as the key itself. */
const webhookOf = (secret: string): Webhook => {
  try {
    return new Webhook(secret);
  } catch {
    return new Webhook(Buffer.from(secret, 'utf8'), { format: 'raw' });
  }
};

/** Standard Webhooks headers of a batch; the signature only with a secret (1C may check it, it need not). */
export const createSigner = (secret: string | null): ((message: SignedMessage) => Record<string, string>) => {
  const webhook = secret === null || secret === '' ? null : webhookOf(secret);
  return ({ id, at, body }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    ...(webhook === null ? {} : { 'webhook-signature': webhook.sign(id, at, body) }),
  });
};
