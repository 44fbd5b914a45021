export { adapter } from './mango.adapter.ts';
