import type { Figures } from './figures.ts';
import { ratios, spreadOf, type Spread } from './statistics.ts';

/** What is promised about a figure, as a ratio to another one of the same round or as itself. */
interface Target {
  what: string;
  section: string;
  name: string;
  /** The figure it is divided by. */
  to?: string;
  atLeast?: number;
  atMost?: number;
}

const acks = (kind: string): Target[] => {
  const rate = `${kind} gateway acks`;
  return [
    {
      what: `${kind}: gateway / composed limit`,
      section: 'acks',
      name: rate,
      to: `${kind} composed acks`,
      atLeast: 0.8,
    },
    {
      what: `${kind}: gateway / naive pipeline`,
      section: 'acks',
      name: rate,
      to: `${kind} naive acks`,
      atLeast: 1.8,
    },
    {
      what: `${kind}: p99 gateway / naive`,
      section: 'acks',
      name: `${kind} gateway p99`,
      to: `${kind} naive p99`,
      atMost: 1,
    },
  ];
};

/** The same figure with the tables full and nearly empty. */
const withFullTables = (section: string, name: string, better: 'more' | 'less'): Target => ({
  what: `${section}: ${name}, 300 000 planned / none`,
  section,
  name: `${name} @300000`,
  to: name,
  ...(better === 'more' ? { atLeast: 0.9 } : { atMost: 1.1 }),
});

const providers: readonly Target[] = [
  {
    what: 'adapters: through the registry / called directly',
    section: 'providers',
    name: 'mean of adapters, through the registry',
    to: 'mean of adapters, called directly',
    atMost: 1.05,
  },
  ...[
    { name: 'TLS handshakes of 200 requests in a row', atMost: 1 },
    { name: 'TLS handshakes of 200 requests, 10 at once', atMost: 10 },
    { name: 'TCP connections of 200 requests in a row', atMost: 1 },
  ].map((target) => ({ what: target.name, section: 'providers', ...target })),
];

const targets: readonly Target[] = [
  ...providers,
  ...acks('webhook'),
  ...acks('booking'),
  { what: 'status / no-op worker', section: 'status', name: 'status', to: 'no-op worker', atLeast: 0.25 },
  { what: 'end to end at 100/s, p50', section: 'e2e', name: 'p50 at 100/s', atMost: 20 },
  { what: 'end to end at 100/s, p99', section: 'e2e', name: 'p99 at 100/s', atMost: 80 },
  withFullTables('acks', 'webhook gateway acks', 'more'),
  withFullTables('acks', 'booking gateway acks', 'more'),
  withFullTables('status', 'status', 'more'),
  withFullTables('planning', 'planned', 'more'),
  withFullTables('placing', 'placed', 'more'),
  withFullTables('e2e', 'p50 at 100/s', 'less'),
  withFullTables('e2e', 'highest rate that drains', 'more'),
  {
    what: 'Redis bytes per planned reminder',
    section: 'size',
    name: 'Redis per planned reminder',
    atMost: 2_048,
  },
  {
    what: 'PostgreSQL bytes per planned reminder',
    section: 'size',
    name: 'PostgreSQL per planned reminder',
    atMost: 4_096,
  },
  ...['gateway', 'dialer', 'status', 'notifier'].map((app) => ({
    what: `${app}: resident memory at 100/s, MiB`,
    section: 'e2e',
    name: `${app} resident at 100/s`,
    atMost: 150,
  })),
];

export interface Verdict extends Spread {
  what: string;
  target: string;
  ok: boolean;
}

const judge = (target: Target, values: readonly number[]): Verdict => {
  const spread = spreadOf(values);
  const { atLeast, atMost } = target;
  const ok = spread.median >= (atLeast ?? -Infinity) && spread.median <= (atMost ?? Infinity);
  return {
    what: target.what,
    target: atLeast === undefined ? `≤ ${atMost ?? ''}` : `≥ ${atLeast}`,
    ok,
    ...spread,
  };
};

/** Every promise whose figures were measured in this run. */
export const verdicts = (figures: Figures): Verdict[] =>
  targets.flatMap((target) => {
    const measured = figures.of(target.section, target.name);
    const values =
      target.to === undefined ? measured : ratios(measured, figures.of(target.section, target.to));
    return values.length === 0 ? [] : [judge(target, values)];
  });
