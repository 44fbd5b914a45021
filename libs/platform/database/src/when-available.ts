import { setTimeout as delay } from 'node:timers/promises';

const retryPauseMs = 250;

/** Connection trouble and "the database system is starting up / shutting down" (SQLSTATE classes 08 and 57P). */
const temporaryCode = /^(08|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
const temporaryMessage = /connection terminated|timeout exceeded when trying to connect/i;

export const isDatabaseUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return temporaryCode.test(code) || temporaryMessage.test(error.message);
};

/**
 * Does work that may be done twice, waiting for PostgreSQL as long as it is out: what a queue holds is then filed within moments of
 * its return, in order, instead of after a back-off. Any other failure, or `isStopping`, ends the waiting with the error.
 */
export const whenAvailable = async <Result>(
  work: () => Promise<Result>,
  isStopping: () => boolean,
): Promise<Result> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || isStopping()) throw error;
      await delay(retryPauseMs);
    }
  }
};
