import type { QueueName } from '@perezvon/contracts-queues';

/**
 * What a queue's Redis keys begin with. The braces are Redis Cluster's hash tag: all keys of one queue lie in one slot (its
 * scripts demand that), different queues in different ones.
 */
export const queuePrefix = (prefix: string, name: QueueName): string => `{${prefix}-${name}}`;
