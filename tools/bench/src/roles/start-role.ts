import { fork } from 'node:child_process';
import type { RoleReply } from './serve-role.ts';
import type { RoleName } from './roles.ts';

/** A process of the bench beside the apps, asked over IPC; it ends with its parent. */
export interface RoleProcess {
  pid: number;
  ask: <Result>(name: string, payload?: unknown) => Promise<Result>;
  stop: () => Promise<void>;
}

interface Pending {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/** Starts a role as a process of its own. Errors: it ends before it is up. */
export const startRole = async (name: RoleName, settings: object = {}): Promise<RoleProcess> => {
  const child = fork(process.argv[1] ?? '', ['role', name, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const pending = new Map<number, Pending>();
  const up = new Promise<undefined>((resolve, reject) => pending.set(0, { resolve, reject }));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of pending.values())
        reject(new Error(`${name} ended (${signal ?? code ?? 'unknown'})`));
      resolve();
    });
  });
  child.on('message', ({ id, result, error }: RoleReply) => {
    const asked = pending.get(id);
    pending.delete(id);
    if (error === undefined) asked?.resolve(result as never);
    else asked?.reject(new Error(`${name}: ${error}`));
  });
  await up;
  let asked = 0;
  return {
    pid: child.pid ?? 0,
    ask: (what, payload) =>
      new Promise((resolve, reject) => {
        const id = (asked += 1);
        pending.set(id, { resolve, reject });
        child.send({ id, name: what, payload });
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};
