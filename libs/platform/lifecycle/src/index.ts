export type { Health, HealthCheck, HealthSnapshot } from './health.ts';
export { createHealth } from './health.ts';
export { createLifecycle } from './lifecycle.ts';
export type { Lifecycle, LifecycleOptions, ProcessPort } from './lifecycle.ts';
export { createLoop } from './loop.ts';
export type { Loop, LoopOptions } from './loop.ts';
