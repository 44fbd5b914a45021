import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesPerId = 16;
const idsPerFill = 256;

/** UUIDv7s of inbox rows. Random bytes are fetched for many at once: asking for each costs more than the rest of the id. */
export const createIdSource = (): (() => string) => {
  const pool = new Uint8Array(bytesPerId * idsPerFill);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytesPerId;
    return v7({ random: pool.subarray(used - bytesPerId, used) });
  };
};
