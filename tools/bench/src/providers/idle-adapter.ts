import { defineAdapter } from '@perezvon/contracts-adapter';
import { z } from 'zod';
import type { WebhookCase } from './webhook-cases.ts';

/** Does nothing, so that what is around an adapter is all there is to measure. */
export const idleAdapter = defineAdapter({
  id: 'idle',
  displayName: 'Idle',
  docsUrl: '',
  settings: z.object({}),
  capabilities: {},
  connection: () => ({ origins: [] }),
  create: () => ({
    webhook: {
      verify: () => ({ ok: true }),
      parse: () => ({ ok: true, events: [] }),
      reply: () => ({ status: 200, headers: {}, body: '' }),
    },
    close: () => undefined,
  }),
});

const request = { method: 'POST', path: '', query: '', headers: {}, body: Buffer.from('{}') };

export const idleCase: WebhookCase = {
  name: 'nothing',
  received: request,
  stored: request,
  bare: 'JSON.parse',
  readBare: () => ({}),
};
