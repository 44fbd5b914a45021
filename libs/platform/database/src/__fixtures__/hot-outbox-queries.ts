import * as deliveries from '../stores/deliveries.store.ts';
import * as outbox from '../stores/outbox.store.ts';
import * as retention from '../stores/retention.store.ts';
import { daysAgo, now, some, uuidOf } from './full-tables.ts';
import type { HotQuery } from './hot-queries.ts';

const lease = { leaseId: uuidOf('o', 1), now, until: now, limit: 20, lastSeq: 60_000 };

const deliveryQueries = (infobaseId: string): HotQuery[] => [
  [
    `leaseEvents for ${infobaseId}`,
    ['outbox_event_pending_subject_idx'],
    (sql) => deliveries.leaseEvents(sql, { ...lease, infobaseId, probe: false }),
  ],
  [
    `leaseEvents, a probe, for ${infobaseId}`,
    ['outbox_event_pending_subject_idx'],
    (sql) => deliveries.leaseEvents(sql, { ...lease, infobaseId, probe: true }),
  ],
  [
    `countLeases for ${infobaseId}`,
    ['outbox_event_leased_idx'],
    (sql) => deliveries.countLeases(sql, infobaseId, now),
  ],
  [
    `infobasesWithDueEvents for ${infobaseId}`,
    ['outbox_event_due_idx'],
    (sql) => deliveries.infobasesWithDueEvents(sql, { infobaseIds: [infobaseId], now }),
  ],
  [
    `finishEvents for ${infobaseId}`,
    ['outbox_event_id_key'],
    (sql) =>
      deliveries.finishEvents(sql, {
        leaseId: lease.leaseId,
        outcomes: some(20, (n) => ({
          id: uuidOf('o', 60_000 - n),
          state: 'delivered',
          nextTryAt: now,
          error: null,
        })),
        now,
      }),
  ],
];

const pullQueries = (infobaseId: string): HotQuery[] => [
  [
    `eventsAfter for ${infobaseId}`,
    ['outbox_event_infobase_id_seq_key'],
    (sql) => outbox.eventsAfter(sql, { infobaseId, after: 59_000, limit: 100, types: ['booking.'] }),
  ],
  [
    `numberEvents for ${infobaseId}`,
    ['outbox_event_unnumbered_idx'],
    (sql) => outbox.numberEvents(sql, { infobaseId, lastSeq: 59_900, limit: 1_000 }),
  ],
  [
    `oldestSeq for ${infobaseId}`,
    ['outbox_event_infobase_id_seq_key'],
    (sql) => outbox.oldestSeq(sql, infobaseId),
  ],
  [
    `acknowledgeUpTo for ${infobaseId}`,
    [],
    (sql) => outbox.acknowledgeUpTo(sql, { infobaseId, seq: 59_950, now }),
  ],
];

/** `clinic-1` is told at once, `clinic-2` has fetched nothing for weeks. */
export const outboxQueries: readonly HotQuery[] = ['clinic-1', 'clinic-2'].flatMap((infobaseId) => [
  ...deliveryQueries(infobaseId),
  ...pullQueries(infobaseId),
]);

export const retentionQueries: readonly HotQuery[] = [
  [
    'pruneOnecEvents',
    ['onec_event_pkey'],
    (sql) =>
      retention.pruneOnecEvents(sql, { doneBefore: daysAgo(59), keptBefore: daysAgo(59), limit: 1_000 }),
  ],
  [
    'pruneOnecEvents, nothing old',
    ['onec_event_received_idx'],
    (sql) =>
      retention.pruneOnecEvents(sql, { doneBefore: daysAgo(70), keptBefore: daysAgo(70), limit: 1_000 }),
  ],
  [
    'pruneProviderEvents',
    ['provider_event_pkey'],
    (sql) =>
      retention.pruneProviderEvents(sql, { doneBefore: daysAgo(59), keptBefore: daysAgo(59), limit: 1_000 }),
  ],
  [
    'pruneOutboxPage',
    ['outbox_event_pkey'],
    (sql) =>
      retention.pruneOutboxPage(sql, {
        after: 0,
        limit: 1_000,
        deliveredBefore: daysAgo(30),
        rejectedBefore: daysAgo(30),
      }),
  ],
  [
    'prunePersonalData',
    ['reminder_booking_id_idx', 'decision_booking_id_id_idx', 'attempt_reminder_id_idx'],
    (sql) => retention.prunePersonalData(sql, daysAgo(58), 1_000),
  ],
];
