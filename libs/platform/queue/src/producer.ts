import { queues, type Payload, type QueueName } from '@perezvon/contracts-queues';
import type { BulkJobOptions } from 'bullmq';
import { jobOptions, type AnyQueueDefinition } from './job-options.ts';
import { parsePayload } from './parse-payload.ts';
import { createQueuePool, type QueueConnection } from './queue-pool.ts';

/**
 * Everything rejects with Fault `queue_unavailable` within about a second when Redis is out, and with `invalid_input` for a
 * payload that doesn't parse. After `queue_unavailable` the job may have been added all the same; its id keeps it single.
 */
export interface Producer {
  add<Name extends QueueName>(name: Name, payload: Payload<Name>): Promise<void>;
  /** In one round trip; all or none of them are parsed before any is added. */
  addMany<Name extends QueueName>(name: Name, payloads: readonly Payload<Name>[]): Promise<void>;
  /** Jobs that wait or are being worked on; those put off after a failure are not counted. */
  depth(name: QueueName): Promise<number>;
  /** When the oldest job that waits or is being worked on was added; null when there is none. */
  oldestAt(name: QueueName): Promise<Date | null>;
  /** The connection belongs to the caller and stays open. */
  close(): Promise<void>;
}

interface PreparedJob {
  name: string;
  data: unknown;
  opts: BulkJobOptions;
}

const prepare = <Name extends QueueName>(name: Name, payload: Payload<Name>): PreparedJob => {
  const definition = queues[name] as unknown as AnyQueueDefinition;
  const data = parsePayload(name, payload);
  return { name, data, opts: jobOptions(definition, definition.jobId(data)) };
};

/** `connection`: role `producer`. The same payload added twice while the first job exists is one job. */
export const createProducer = (options: QueueConnection): Producer => {
  const pool = createQueuePool(options);
  return {
    add: async (name, payload) => {
      const job = prepare(name, payload);
      await pool.use(name, (queue) => queue.add(job.name, job.data, job.opts));
    },
    addMany: async (name, payloads) => {
      if (payloads.length === 0) return;
      const jobs = payloads.map((payload) => prepare(name, payload));
      await pool.use(name, (queue) => queue.addBulk(jobs));
    },
    depth: (name) => pool.use(name, (queue) => queue.getJobCountByTypes('waiting', 'prioritized', 'active')),
    oldestAt: (name) =>
      pool.use(name, async (queue) => {
        const jobs = await queue.getJobs(['active', 'waiting'], 0, 0, true);
        return jobs.length === 0 ? null : new Date(Math.min(...jobs.map(({ timestamp }) => timestamp)));
      }),
    close: () => pool.close(),
  };
};
