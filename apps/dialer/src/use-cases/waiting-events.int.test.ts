import type { OnecJob } from '@perezvon/contracts-queues';
import { pendingOnecEvents } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookingPayload } from '../__fixtures__/booking-payload.ts';
import { openClinic, type Clinic } from '../__fixtures__/clinic.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
afterAll(() => clinic.close());

const post = (id: string): Promise<OnecJob> =>
  clinic.post('booking', id, bookingPayload({ id }, clinic.clock()));

it('what waits in the inbox is what has come and is not done, page by page, oldest first', async () => {
  await clinic.file([await post('b-done')]);
  const lost: OnecJob[] = [];
  for (let n = 0; n < 3; n += 1) {
    lost.push(await post(`b-${n}`));
    clinic.pass(1);
  }
  const before = clinic.clock();
  await post('b-new');
  const page = (after: Date) => pendingOnecEvents(clinic.database.sql, { after, before, limit: 2 });
  const first = await page(new Date(0));
  const second = await page(first.at(-1)!.receivedAt);
  const ids = [...first, ...second].map(({ id }) => ({ kind: 'pointer', id }));
  expect(ids).toEqual(lost);
});
