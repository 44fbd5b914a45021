export type { OperationConformance, WebhookFixture } from './conformance.ts';
export { describeAdapter } from './describe-adapter.ts';
