export { adapter } from './smtp.adapter.ts';
