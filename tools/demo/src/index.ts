export { visitAt, wallTime, zoneAwayFromMidnight } from './stage/clock-zone.ts';
export { flushRedis } from './stage/flush-redis.ts';
export type { OnecClient, OnecReply } from './stage/onec-client.ts';
export { robotNamed } from './stage/robot.ts';
export { openStage } from './stage/stage.ts';
export type { Stage, StageOptions } from './stage/stage.ts';
export { bookingEvent, deletedEvent } from './stage/visit.ts';
export type { Visit } from './stage/visit.ts';
