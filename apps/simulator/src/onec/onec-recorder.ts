import type { Exchange } from '../exchange.ts';
import type { Ledger, RequestRecord } from '../ledger.ts';
import { batchProblems, decodeBatch } from './onec-batch.ts';
import type { Batch } from './onec-batch.ts';
import { checkSignature } from './onec-signature.ts';
import type { OnecMode, OnecSettings } from './onec.settings.ts';

const recordedHeaders = [
  'content-type',
  'content-length',
  'user-agent',
  'webhook-id',
  'webhook-timestamp',
  'ibsession',
];

const headersOf = (exchange: Exchange): Record<string, string> =>
  Object.fromEntries(
    recordedHeaders.flatMap((name) => {
      const value = exchange.headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );

/** Writes down each request of one infobase and what is wrong with it. */
export interface Recorder {
  violate(kind: string, detail: string, reference?: string | null): void;
  open(exchange: Exchange, request: { mode: OnecMode; parallel: number }): RequestRecord;
  /** Reads the batch; null when it can't be read at all. */
  inspect(exchange: Exchange, record: RequestRecord): Batch | null;
}

export const createRecorder = (id: string, ledger: Ledger, settings: () => OnecSettings): Recorder => {
  const violate: Recorder['violate'] = (kind, detail, reference = null) =>
    ledger.addViolation({ party: `onec/${id}`, kind, detail, reference });
  return {
    violate,
    open: (exchange, { mode, parallel }) => {
      const { signingSecret, maxParallel } = settings();
      ledger.peak(`onec/${id}`, parallel);
      if (maxParallel !== null && parallel > maxParallel) {
        violate('over_parallel', `${parallel} requests at once, ${maxParallel} allowed`);
      }
      return ledger.addRequest({
        infobase: id,
        mode,
        parallel,
        status: null,
        events: 0,
        batch: null,
        bytes: exchange.body.length,
        signature: checkSignature(exchange, signingSecret, new Date(ledger.now())),
        headers: headersOf(exchange),
      });
    },
    inspect: (exchange, record) => {
      const batch = decodeBatch(exchange.body);
      if (!batch) {
        violate('bad_batch', 'not a batch of events');
        return null;
      }
      record.batch = batch.batch;
      record.events = batch.events.length;
      const problems = batchProblems(exchange, batch);
      for (const { kind, detail, reference } of problems) violate(kind, detail, reference);
      if (settings().signingSecret !== null && record.signature !== 'valid') {
        violate('bad_signature', `signature ${record.signature}`, batch.batch);
      }
      return batch;
    },
  };
};
