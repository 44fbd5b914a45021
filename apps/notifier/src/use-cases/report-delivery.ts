import type { Logger } from '@perezvon/logger';
import type { DeliveryMetrics } from '../delivery.metrics.ts';
import type { DeliveredBatch } from './deliver.ts';

interface ReportPorts {
  logger: Logger;
  metrics: DeliveryMetrics;
  clock: () => Date;
}

const hints = {
  unauthorized: '1С не приняла логин и пароль (401/403): проверьте delivery.username и delivery.password',
  not_published:
    'HTTP-сервис 1С не найден (404/405): проверьте адрес и публикацию (publishExtensionsByDefault)',
} as const;

type Counts = Record<'delivered' | 'rejected' | 'putOff', number>;

const countsOf = ({ claim, result }: DeliveredBatch): Counts => {
  const counts: Counts = { delivered: 0, rejected: 0, putOff: 0 };
  if (result.kind !== 'answered') return counts;
  const said = new Map(result.results.map(({ id, status }) => [id, status]));
  for (const { id } of claim.events) {
    const status = said.get(id) ?? 'retry';
    if (status === 'retry') counts.putOff += 1;
    else if (status === 'rejected') counts.rejected += 1;
    else counts.delivered += 1;
  }
  return counts;
};

const count = ({ metrics, clock }: ReportPorts, batch: DeliveredBatch, counts: Counts): void => {
  const { target, claim, result, tookMs } = batch;
  const infobase = target.infobaseId;
  metrics.batches.inc({ infobase, result: result.kind === 'retry' ? result.reason : result.kind });
  metrics.pushSeconds.observe({ infobase }, tookMs / 1_000);
  metrics.events.inc({ infobase, result: 'delivered' }, counts.delivered);
  metrics.events.inc({ infobase, result: 'rejected' }, counts.rejected);
  metrics.events.inc({ infobase, result: 'put_off' }, counts.putOff);
  if (result.kind !== 'answered') return;
  const now = clock().getTime();
  const taken = new Set(result.results.filter(({ status }) => status !== 'retry').map(({ id }) => id));
  for (const event of claim.events) {
    const lagMs = Math.max(0, now - event.time.getTime());
    if (taken.has(event.id)) metrics.lagSeconds.observe({ infobase }, lagMs / 1_000);
  }
};

/** One line a batch, without a word of what 1C said: that may hold names, and is kept with the events. */
export const createReport =
  (ports: ReportPorts) =>
  (batch: DeliveredBatch): void => {
    const { target, claim, result, destination, tookMs } = batch;
    const counts = countsOf(batch);
    count(ports, batch, counts);
    const { failures, nextTryAt } = destination;
    const fields = {
      infobaseId: target.infobaseId,
      batch: claim.leaseId,
      sent: claim.events.length,
      tookMs: Math.round(tookMs),
    };
    switch (result.kind) {
      case 'answered':
        ports.logger.info('event.delivered', { ...fields, ...counts });
        return;
      case 'retry':
        ports.logger.warn('delivery.failed', { ...fields, reason: result.reason, failures, nextTryAt });
        return;
      case 'paused':
        ports.logger.error('delivery.paused', {
          ...fields,
          reason: result.reason,
          hint: hints[result.reason],
          nextTryAt,
        });
        return;
      case 'disabled':
        ports.logger.error('delivery.disabled', {
          ...fields,
          hint: '1С ответила 410: отправка событий отключена',
        });
    }
  };
