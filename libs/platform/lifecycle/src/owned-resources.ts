import type { Logger } from '@perezvon/logger';

export interface OwnedResource {
  name: string;
  close: () => Promise<void> | void;
}

interface CloseOptions {
  resources: OwnedResource[];
  /** For all of them together, ms. */
  deadlineMs: number;
  logger: Logger;
}

const closeOne = async ({ name, close }: OwnedResource, logger: Logger): Promise<boolean> => {
  try {
    await close();
    return true;
  } catch (error) {
    logger.error('resource.close_failed', { resource: name, error });
    return false;
  }
};

/**
 * Takes the resources off the list from its end and closes one after the other: a resource may use those that were opened
 * before it. A failure doesn't keep the others open. Returns false if anything failed or the deadline passed.
 */
export const closeInReverse = async ({ resources, deadlineMs, logger }: CloseOptions): Promise<boolean> => {
  let clean = true;
  let current = '';
  const closeAll = async (): Promise<boolean> => {
    for (let next = resources.pop(); next !== undefined; next = resources.pop()) {
      current = next.name;
      clean = (await closeOne(next, logger)) && clean;
    }
    return clean;
  };

  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      const open = [current, ...resources.map((resource) => resource.name).reverse()];
      logger.error('app.stop_deadline', { deadlineMs, open });
      resolve(false);
    }, deadlineMs);
  });
  try {
    return await Promise.race([closeAll(), deadline]);
  } finally {
    clearTimeout(timer);
  }
};
