export { adapter } from './sipuni.adapter.ts';
