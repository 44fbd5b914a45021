import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

type Labels<Label extends string> = Readonly<Record<Label, string>>;

export interface CounterMetric<Label extends string> {
  /** Adds `by` (default 1). */
  inc(labels: Labels<Label>, by?: number): void;
}

export interface GaugeMetric<Label extends string> {
  set(labels: Labels<Label>, value: number): void;
}

export interface HistogramMetric<Label extends string> {
  /** Durations are in seconds, as Prometheus has it. */
  observe(labels: Labels<Label>, value: number): void;
}

/** Asking for the same metric again gives the same one. Label values are few: never a phone, a name or an id of a row. */
export interface Metrics {
  counter<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): CounterMetric<Label>;
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): GaugeMetric<Label>;
  histogram<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): HistogramMetric<Label>;
  /** Called before each reading, to set gauges that nobody keeps up to date. Its failure is ignored. */
  onRead(collect: () => Promise<void> | void): void;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
}

/** 1 ms … 60 s: from a queue pointer to a provider's slowest reply. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const configuration = (register: Registry, name: string, help: string) => (labels: readonly string[]) => ({
  name,
  help,
  labelNames: [...labels],
  registers: [register],
});

/** The metric of this kind and name, made when first asked for. */
const createMetricCache = () => {
  const known = new Map<string, unknown>();
  return <Metric>(key: string, create: () => Metric): Metric => {
    const metric = (known.get(key) as Metric | undefined) ?? create();
    known.set(key, metric);
    return metric;
  };
};

/** `app` becomes a label of every metric. Metrics of the Node process are included. */
export const createMetrics = ({ app }: { app: string }): Metrics => {
  const register = new Registry();
  const once = createMetricCache();
  const collectors: (() => Promise<void> | void)[] = [];
  register.setDefaultLabels({ app });
  collectDefaultMetrics({ register });

  return {
    counter: (name, help, labels = []) =>
      once(`counter ${name}`, () => {
        const counter = new Counter<string>(configuration(register, name, help)(labels));
        return { inc: (values, by = 1) => counter.inc(values, by) };
      }),
    gauge: (name, help, labels = []) =>
      once(`gauge ${name}`, () => {
        const gauge = new Gauge<string>(configuration(register, name, help)(labels));
        return { set: (values, value) => gauge.set(values, value) };
      }),
    histogram: (name, help, labels = []) =>
      once(`histogram ${name}`, () => {
        const histogram = new Histogram<string>({ ...configuration(register, name, help)(labels), buckets });
        return { observe: (values, value) => histogram.observe(values, value) };
      }),
    onRead: (collect) => {
      collectors.push(collect);
    },
    text: async () => {
      await Promise.allSettled(collectors.map(async (collect) => collect()));
      return register.metrics();
    },
  };
};
