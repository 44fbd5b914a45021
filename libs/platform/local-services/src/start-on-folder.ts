import { resolve } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { forgetServer } from './leftover-server.ts';

/**
 * Starts a server on a folder that nobody else uses meanwhile. `start` gets the absolute path, and what gives the folder free when
 * the server has stopped; if it fails the folder is free at once. Errors: the folder is in use, and those of `start`.
 */
export const startOnFolder = async <Server>(
  dataDir: string,
  start: (folder: string, release: () => void) => Promise<Server>,
): Promise<Server> => {
  const folder = resolve(dataDir);
  const lock = await lockFolder(folder);
  const release = (): void => {
    forgetServer(folder);
    lock.release();
  };
  try {
    return await start(folder, release);
  } catch (error) {
    release();
    throw error;
  }
};
