export { adapter } from './onec-connect.adapter.ts';
