export { createAccountAdapters } from './account-adapters.ts';
export type { AccountAdapter } from './account-adapters.ts';
export { adapters } from './adapters.ts';
