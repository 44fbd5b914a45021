export { adapter } from './telegram.adapter.ts';
