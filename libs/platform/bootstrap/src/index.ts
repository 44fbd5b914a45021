export { appEnvironment, queuePrefix, runApp } from './run-app.ts';
export type { AppContext } from './run-app.ts';
