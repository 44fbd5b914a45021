export { adapter } from './smsc.adapter.ts';
