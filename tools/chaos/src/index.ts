export { runChaos } from './run-chaos.ts';
export type { ChaosResult } from './run-chaos.ts';
export { reportLines } from './verdict/report.ts';
