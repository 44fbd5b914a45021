export { createMetrics } from './metrics.ts';
export type { CounterMetric, GaugeMetric, HistogramMetric, Metrics } from './metrics.ts';
export { startMetricsServer } from './metrics-server.ts';
export type { MetricsServer, MetricsServerOptions } from './metrics-server.ts';
