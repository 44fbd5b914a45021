/** The search path for programs. */
export const searchPathFromEnvironment = (): string => process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';

/** PEREZVON_RUN marks all processes of one run, so that whoever started it can see what is left of it. */
export const runMark = (): NodeJS.ProcessEnv => {
  const mark = process.env['PEREZVON_RUN'];
  return mark === undefined ? {} : { PEREZVON_RUN: mark };
};
