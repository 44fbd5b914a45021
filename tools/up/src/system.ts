/** What the parts of this tool agree on. */

/** One line of output: who said it (`up`, an app, `postgres`, `redis`) and what. */
export type SystemLog = (source: string, line: string) => void;

export const appNames = ['gateway', 'dialer', 'status', 'notifier'] as const;

export type AppName = (typeof appNames)[number];
