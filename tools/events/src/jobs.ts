import { queues, type QueueName } from '@perezvon/contracts-queues';
import type { QueueOperator } from '@perezvon/queue';

export interface JobsCommand {
  args: readonly string[];
  operator: Pick<QueueOperator, 'failedJobs' | 'retryJob'>;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const names = Object.keys(queues) as QueueName[];
const jobsShown = 50;

/** What was given up after all its tries, over all queues. */
export const listJobs = async ({ operator, print }: JobsCommand): Promise<number> => {
  let count = 0;
  for (const name of names)
    for (const { id, attempts, failedAt, reason } of await operator.failedJobs(name, jobsShown)) {
      count += 1;
      print([failedAt?.toISOString() ?? '', name, id, `${attempts} tries`, reason].join('  '));
    }
  print(count === 0 ? 'no job was given up' : `${count} given up`);
  return 0;
};

/** Starts jobs over: `retry QUEUE ID [ID …]`. */
export const retryJobs = async ({ args, operator, print, complain }: JobsCommand): Promise<number> => {
  const [, queue, ...ids] = args;
  const name = names.find((known) => known === queue);
  if (name === undefined || ids.length === 0) {
    complain(`retry: give a queue (${names.join(', ')}) and the ids that \`jobs\` shows`);
    return 2;
  }
  for (const id of ids) {
    await operator.retryJob(name, id);
    print(`${id}  starts over`);
  }
  return 0;
};
