export type { SimulatedRequest, WebhookFixture } from './conformance.ts';
export { describeAdapter } from './describe-adapter.ts';
