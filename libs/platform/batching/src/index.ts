export { createBatcher } from './batcher.ts';
export type { Batcher, BatcherOptions } from './batcher.ts';
export { createIsolatingBatch } from './isolating-batch.ts';
export type { IsolatingBatchOptions } from './isolating-batch.ts';
