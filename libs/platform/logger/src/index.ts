export { Fault, isFault } from './fault.ts';
export type { FaultCode, FaultOptions } from './fault.ts';
export { createLogger } from './logger.ts';
export type { LogFields, Logger, LoggerOptions, LogLevel } from './logger.ts';
export { maskPhone, maskText } from './mask-text.ts';
