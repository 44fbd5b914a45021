export { adapter } from './comagic.adapter.ts';
