export { compressedRules, secretOf } from './stage/clinic-config.ts';
export { visitAt, wallTime, zoneAwayFromMidnight } from './stage/clock-zone.ts';
export type { OnecClient, OnecReply } from './stage/onec-client.ts';
export { openStage } from './stage/stage.ts';
export type { Stage, StageOptions } from './stage/stage.ts';
export { until } from './stage/until.ts';
export { bookingEvent, deletedEvent } from './stage/visit.ts';
export type { Visit } from './stage/visit.ts';
