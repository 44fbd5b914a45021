import type { OnecInboxRow, OnecJob, ProviderInboxRow, ProviderJob } from '@perezvon/contracts-queues';
import { insertOnecEvents, insertProviderEvents, type Sql } from '@perezvon/database';
import type { Producer } from '@perezvon/queue';
import { createInbox, type Inbox, type InboxLimits } from '../use-cases/accept.ts';
import type { Circuit } from '../use-cases/circuit.ts';
import type { OnecStored } from '../use-cases/onec-intake.ts';

export interface InboxStores {
  sql: Sql;
  producer: Pick<Producer, 'addMany'>;
  storeCircuit: Circuit;
  queueCircuit: Circuit;
  limits: InboxLimits;
  onFailure: (where: 'store' | 'queue', error: unknown) => void;
}

const pointer = ({ id }: { id: string }) => ({ kind: 'pointer', id }) as const;

/** What 1C posts: rows deduplicated by (infobase, event id, type, subject). */
export const createOnecInbox = ({ sql, producer, ...shared }: InboxStores): Inbox<OnecInboxRow, OnecStored> =>
  createInbox<OnecInboxRow, OnecStored, OnecJob>({
    ...shared,
    insertMany: async (rows) => {
      const byId = new Map((await insertOnecEvents(sql, rows)).map((result) => [result.id, result]));
      return rows.map(({ id }) => byId.get(id) ?? { fresh: true, idUsedForOtherSubject: false });
    },
    enqueueMany: (jobs) => producer.addMany('onec-events', jobs),
    toPointer: pointer,
    toWhole: (row) => ({ kind: 'row', row }),
    isFresh: (result) => result.fresh,
  });

/** What providers post: every webhook is a row of its own; the status app recognises repetitions by their content. */
export const createProviderInbox = ({
  sql,
  producer,
  ...shared
}: InboxStores): Inbox<ProviderInboxRow, true> =>
  createInbox<ProviderInboxRow, true, ProviderJob>({
    ...shared,
    insertMany: async (rows) => {
      await insertProviderEvents(sql, rows);
      return rows.map(() => true);
    },
    enqueueMany: (jobs) => producer.addMany('provider-events', jobs),
    toPointer: pointer,
    toWhole: (row) => ({ kind: 'row', row }),
    isFresh: () => true,
  });
