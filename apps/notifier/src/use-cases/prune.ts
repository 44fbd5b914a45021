import type { PrunedPage, PruneRequest } from '@perezvon/database';

interface PrunePorts {
  prunePage: (request: PruneRequest) => Promise<PrunedPage>;
  clock: () => Date;
}

const dayMs = 86_400_000;
/** What pull promises to 1C (a base restored from a backup asks for old events again). */
const deliveredDays = 30;
/** Somebody has to look at what 1C refused. */
const rejectedDays = 90;
const pageRows = 1_000;

/** Each call looks at one page of the outbox and deletes what is done and old; `again`: there is another page. */
export const createPrune = ({ prunePage, clock }: PrunePorts): (() => Promise<{ again: boolean }>) => {
  let after = 0;
  return async () => {
    const now = clock().getTime();
    const { next } = await prunePage({
      after,
      limit: pageRows,
      deliveredBefore: new Date(now - deliveredDays * dayMs),
      rejectedBefore: new Date(now - rejectedDays * dayMs),
    });
    after = next ?? 0;
    return { again: next !== null };
  };
};
