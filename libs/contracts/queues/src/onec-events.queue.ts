import { defineQueue } from './define-queue.ts';
import { inboxRowId, onecJob } from './inbox-job.ts';

/** gateway → dialer: what 1C posted. */
export const onecEventsQueue = defineQueue({
  name: 'onec-events',
  consumer: 'dialer',
  schema: onecJob,
  jobId: inboxRowId,
  jobOptions: { attempts: 100_000, backoff: { firstMs: 500, longestMs: 30_000 } },
  workerOptions: { concurrency: 200, lockMs: 10_000 },
  examples: [
    { kind: 'pointer', id: '0192f0c1-7c00-7000-8000-000000000001' },
    {
      kind: 'row',
      row: {
        id: '0192f0c1-7c00-7000-8000-000000000002',
        infobaseId: 'clinic',
        eventId: 'e-1',
        type: 'booking',
        subject: 'b-1',
        payload: { id: 'e-1', type: 'booking', data: { id: 'b-1' } },
        receivedAt: '2026-06-03T08:00:00.000Z',
      },
    },
  ],
});
