import type { Adapter, Webhook } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import { createAccountAdapters } from '@perezvon/provider-registry';
import type { WebhookCase } from './webhook-cases.ts';

/** An adapter with what is measured of it. */
export interface Measured {
  adapter: Adapter;
  /** Raw. */
  settings: Readonly<Record<string, unknown>>;
  cases: readonly WebhookCase[];
}

/** Each takes all webhooks once. */
export interface Contestants {
  id: string;
  webhooks: number;
  /** `JSON.parse`, `URLSearchParams` or both, as the webhooks are. */
  bareName: string;
  throughRegistry: () => void;
  directly: () => void;
  bare: () => void;
}

const clock = (): Date => new Date();

/** A refusal is quick, and not what is to be measured: what the registry would log as a fault ends the bench. */
const strictLogger = {
  warn: () => undefined,
  error: (event: string, fields: Readonly<Record<string, unknown>>): never => {
    throw new Error(`${event}: ${JSON.stringify(fields)}`);
  },
};

/** The account is looked up for each half: the gateway verifies, status parses. */
const digestAll =
  (id: string, find: () => Webhook | undefined, cases: readonly WebhookCase[]) => (): void => {
    for (const { name, received, stored } of cases) {
      const isDone = find()?.verify(received).ok === true && find()?.parse(stored).ok === true;
      if (!isDone) throw new Error(`${id}: the webhook “${name}” is refused`);
    }
  };

const readAll = (cases: readonly WebhookCase[]) => (): void => {
  for (const { name, readBare } of cases)
    if (typeof readBare() !== 'object') throw new Error(`${name}: neither fields nor an object`);
};

/** As the registry makes it, without the registry around it. */
const instanceOf = ({ adapter, settings }: Measured) => {
  const parsed = adapter.settings.parse(settings);
  const http = createProviderHttp(adapter.connection(parsed));
  return adapter.create(parsed, { http, clock });
};

/** One account for each adapter, all in one registry. `close` frees what the instances hold. */
export const createContestants = (
  measured: readonly Measured[],
): { contestants: Contestants[]; close: () => void } => {
  const registered = createAccountAdapters({
    accounts: measured.map(({ adapter, settings }) => ({
      id: adapter.id,
      provider: adapter.id,
      settings: adapter.settings.parse(settings),
    })),
    known: new Map(measured.map(({ adapter }) => [adapter.id, adapter])),
    clock,
    logger: strictLogger,
  });
  const direct = measured.map((one) => ({ ...one, id: one.adapter.id, instance: instanceOf(one) }));
  return {
    contestants: direct.map(({ id, instance: { webhook }, cases }) => ({
      id,
      webhooks: cases.length,
      bareName: [...new Set(cases.map(({ bare }) => bare))].toSorted().join(', '),
      throughRegistry: digestAll(id, () => registered.get(id)?.instance.webhook, cases),
      directly: digestAll(id, () => webhook, cases),
      bare: readAll(cases),
    })),
    close: () => {
      for (const { instance } of [...registered.values(), ...direct]) instance.close();
    },
  };
};
