import { oldestPending, type Sql } from '@perezvon/database';
import type { CounterMetric, HistogramMetric, Metrics } from '@perezvon/metrics';

export interface DeliveryMetrics {
  events: CounterMetric<'infobase' | 'result'>;
  batches: CounterMetric<'infobase' | 'result'>;
  pushSeconds: HistogramMetric<'infobase'>;
  lagSeconds: HistogramMetric<'infobase'>;
}

export const createDeliveryMetrics = (metrics: Metrics): DeliveryMetrics => ({
  events: metrics.counter('perezvon_delivery_events_total', 'Events pushed to 1C, by what it said of them', [
    'infobase',
    'result',
  ]),
  batches: metrics.counter('perezvon_delivery_batches_total', 'Batches pushed to 1C, by how the push ended', [
    'infobase',
    'result',
  ]),
  pushSeconds: metrics.histogram('perezvon_delivery_push_seconds', 'How long 1C took for a batch', [
    'infobase',
  ]),
  lagSeconds: metrics.histogram('perezvon_delivery_lag_seconds', 'From what happened until 1C had it', [
    'infobase',
  ]),
});

interface BacklogOptions {
  metrics: Metrics;
  sql: Sql;
  infobaseIds: readonly string[];
  clock: () => Date;
}

/** How far behind each infobase is, and whether it takes events at all; measured when the metrics are read. */
export const measureBacklog = ({ metrics, sql, infobaseIds, clock }: BacklogOptions): void => {
  const age = metrics.gauge(
    'perezvon_outbox_oldest_pending_seconds',
    'Age of the oldest event that 1C does not have',
    ['infobase'],
  );
  const open = metrics.gauge(
    'perezvon_destination_open',
    '1: events are pushed; 0: 1C refuses them (401, 404, 410)',
    ['infobase'],
  );
  metrics.onRead(async () => {
    for (const { infobaseId, time, state } of await oldestPending(sql, infobaseIds)) {
      const ms = time === null ? 0 : Math.max(0, clock().getTime() - time.getTime());
      age.set({ infobase: infobaseId }, ms / 1_000);
      open.set({ infobase: infobaseId }, state === 'open' ? 1 : 0);
    }
  });
};
