import { adapters } from '@perezvon/provider-registry';
import { cpuTime, timesInTurns } from '../load/turns.ts';
import { createContestants, type Contestants, type Measured } from '../providers/contestants.ts';
import { countHandshakes } from '../providers/handshakes.ts';
import { idleAdapter, idleCase } from '../providers/idle-adapter.ts';
import { recordConformance } from '../providers/recorded-conformance.ts';
import { webhookCasesOf } from '../providers/webhook-cases.ts';
import type { Measuring, Section } from './section.ts';

/** Where nobody listens: these webhooks make no adapter send anything. */
const nowhere = 'http://127.0.0.1:9';
/** Of the time that a measurement of the apps takes. */
const shareOfTime = 0.15;
const turnMs = 4;
const idleRepeats = 1_000;
const requests = 200;
const atOnce = 10;

const measuredOf = async ({ folder, say }: Measuring): Promise<Measured[]> => {
  const recorded = await recordConformance({ root: process.cwd(), folder, ids: adapters.keys() });
  return [...adapters.values()].flatMap((adapter) => {
    const conformance = recorded.get(adapter.id);
    const found = conformance === undefined ? null : webhookCasesOf(conformance, nowhere);
    if (found === null) {
      say(`providers: ${adapter.id} has no webhook`);
      return [];
    }
    const { settings, cases, leftOut } = found;
    say(
      `providers: ${adapter.id}: ${cases.length} webhooks${leftOut.map((name) => `; not “${name}”`).join('')}`,
    );
    return [{ adapter, settings, cases }];
  });
};

interface Times {
  /** CPU time of one webhook, µs. */
  throughRegistry: number;
  directly: number;
  bare: number;
}

const timesOf = (one: Contestants, { sizes }: Measuring): Times => {
  const perWebhook = (milliseconds: number): number => (milliseconds * 1_000) / one.webhooks;
  const [throughRegistry = Number.NaN, directly = Number.NaN, bare = Number.NaN] = timesInTurns(
    [one.throughRegistry, one.directly, one.bare],
    { budgetMs: sizes.measureMs * shareOfTime, turnMs, now: cpuTime },
  ).map(perWebhook);
  return { throughRegistry, directly, bare };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const measureWebhooks = (measuring: Measuring, contestants: readonly Contestants[]): void => {
  const { figures } = measuring;
  const all = contestants.map((one) => {
    const times = timesOf(one, measuring);
    figures.add('providers', `${one.id} verify + parse`, [times.throughRegistry, 'µs']);
    figures.add('providers', `${one.id} ${one.bareName}`, [times.bare, 'µs']);
    figures.add('providers', `${one.id} times as long`, [times.throughRegistry / times.bare, '']);
    return times;
  });
  const mean = (name: keyof Times): number => sum(all.map((times) => times[name])) / all.length;
  figures.add('providers', 'mean of adapters, through the registry', [mean('throughRegistry'), 'µs']);
  figures.add('providers', 'mean of adapters, called directly', [mean('directly'), 'µs']);
};

const measureIdle = (measuring: Measuring, idle: Contestants): void => {
  const { throughRegistry, directly } = timesOf(idle, measuring);
  measuring.figures.add('providers', 'two look-ups and guards alone', [
    (throughRegistry - directly) * 1_000,
    'ns',
  ]);
};

const measureHandshakes = async ({ figures }: Measuring): Promise<void> => {
  const count = async (name: string, scheme: 'http' | 'https', senders: number): Promise<void> =>
    figures.add('providers', name, [await countHandshakes({ scheme, requests, atOnce: senders }), '']);
  await count(`TLS handshakes of ${requests} requests in a row`, 'https', 1);
  await count(`TLS handshakes of ${requests} requests, ${atOnce} at once`, 'https', atOnce);
  await count(`TCP connections of ${requests} requests in a row`, 'http', 1);
};

/** (f) What an adapter takes for a webhook, beside the least its body could take; what the registry adds; kept connections. */
export const providers: Section<Measuring> = {
  name: 'providers',
  open: async (measuring) => {
    const idle = { adapter: idleAdapter, settings: {}, cases: Array(idleRepeats).fill(idleCase) };
    const { contestants, close } = createContestants([...(await measuredOf(measuring)), idle]);
    const real = contestants.filter(({ id }) => id !== idleAdapter.id);
    const around = contestants.filter(({ id }) => id === idleAdapter.id);
    // Compiled while they run, and once more when everybody else's shapes have been seen.
    for (const one of [...contestants, ...contestants]) timesOf(one, measuring);
    return {
      round: async () => {
        measureWebhooks(measuring, real);
        for (const one of around) measureIdle(measuring, one);
        await measureHandshakes(measuring);
      },
      close: async () => close(),
    };
  },
};
