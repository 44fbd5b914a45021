import { say } from './workspace.mjs';

/**
 * npm may be killed outright (kill -9, a closing terminal) and tell us nothing: we end as if it had. Without npm above
 * us nobody is watched: a system started by hand may outlive its shell.
 */
export const followParent = () => {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    say('npm is gone: stopping');
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
};
