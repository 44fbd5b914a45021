import { mkdirSync } from 'node:fs';
import { prepareLaunch } from './child-launcher.ts';
import { endLeftoverServer, forgetServer, rememberServer } from './leftover-server.ts';
import { startServerProcess, type LogLine, type ServerProcess } from './server-process.ts';

export interface GuardedOptions {
  /** Where it is noted which process runs; created if missing. */
  folder: string;
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  log: LogLine;
}

/**
 * Starts a program of ours that dies with us (SIGTERM, even at our kill -9 where `setpriv` exists); one that an
 * earlier run left on this folder is ended first. Errors: it can't be started.
 */
export const startGuardedProcess = async (options: GuardedOptions): Promise<ServerProcess> => {
  const { folder, command, args, cwd, env, log } = options;
  mkdirSync(folder, { recursive: true });
  await endLeftoverServer(folder, 'SIGTERM', log);
  const server = await startServerProcess(prepareLaunch({ command, args, signalAtOurDeath: 'TERM' }), {
    cwd,
    env,
    log,
  });
  rememberServer(folder, server.pid);
  void server.exited.then(() => forgetServer(folder));
  return server;
};
