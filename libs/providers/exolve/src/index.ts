export { adapter } from './exolve.adapter.ts';
