import { defineQueue } from './define-queue.ts';
import { inboxRowId, providerJob } from './inbox-job.ts';

/** gateway → status: what a provider's webhook said, raw. */
export const providerEventsQueue = defineQueue({
  name: 'provider-events',
  consumer: 'status',
  schema: providerJob,
  jobId: inboxRowId,
  jobOptions: { attempts: 100_000, backoff: { firstMs: 500, longestMs: 30_000 } },
  // Twice a batch of status: while one half is being worked on, the other is finished and fetched (ADR 0019).
  workerOptions: { concurrency: 400, lockMs: 10_000 },
  examples: [
    { kind: 'pointer', id: '0192f0c1-7c00-7000-8000-000000000003' },
    {
      kind: 'row',
      row: {
        id: '0192f0c1-7c00-7000-8000-000000000004',
        accountId: 'mtt-main',
        method: 'POST',
        path: '',
        query: '',
        headers: { 'content-type': 'application/json' },
        bodyBase64: 'e30=',
        receivedAt: '2026-06-03T08:00:00.000Z',
      },
    },
  ],
});
