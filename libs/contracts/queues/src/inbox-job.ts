import { z } from 'zod';

/** A row of the inbox whole, for the time PostgreSQL is out: the consumer files it first. Times are ISO instants. */
export const onecInboxRow = z.strictObject({
  id: z.uuid(),
  infobaseId: z.string(),
  eventId: z.string(),
  type: z.string(),
  subject: z.string(),
  payload: z.unknown(),
  receivedAt: z.iso.datetime(),
});

export const providerInboxRow = z.strictObject({
  id: z.uuid(),
  accountId: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  bodyBase64: z.string(),
  receivedAt: z.iso.datetime(),
});

/** `pointer`: the row is in PostgreSQL. `row`: PostgreSQL was out, here it is. */
export const onecJob = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pointer'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('row'), row: onecInboxRow }),
]);

export const providerJob = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pointer'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('row'), row: providerInboxRow }),
]);

export type OnecInboxRow = z.infer<typeof onecInboxRow>;
export type ProviderInboxRow = z.infer<typeof providerInboxRow>;
export type OnecJob = z.infer<typeof onecJob>;
export type ProviderJob = z.infer<typeof providerJob>;

export const inboxRowId = (job: OnecJob | ProviderJob): string =>
  job.kind === 'pointer' ? job.id : job.row.id;
