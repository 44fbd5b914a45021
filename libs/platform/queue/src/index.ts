export { createInboxSweep } from './inbox-sweep.ts';
export type { InboxSweepOptions, Swept } from './inbox-sweep.ts';
export { createQueueOperator } from './operator.ts';
export type { FailedJob, QueueOperator } from './operator.ts';
export { createProducer } from './producer.ts';
export type { Producer } from './producer.ts';
export type { QueueConnection } from './queue-pool.ts';
export { startWorkers } from './workers.ts';
export type { WorkerOverrides, Workers, WorkersOptions } from './workers.ts';
