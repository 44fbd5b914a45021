import { chownSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunAs } from './child-launcher.ts';

const accountOf = (name: string): RunAs | undefined => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
};

const ownerOf = (folder: string): RunAs | undefined => {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
};

const giveTo = (path: string, { uid, gid }: RunAs): void => {
  chownSync(path, uid, gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), { uid, gid });
};

/**
 * PostgreSQL refuses to run as root: then it runs as the owner of its files, at first `postgres` or else `nobody`
 * (accounts that exist; none is created). Undefined where we are not root: then it runs as we do.
 */
export const chooseUser = (cluster: string): RunAs | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(cluster) ? ownerOf(cluster) : undefined;
  const user = owner ?? accountOf('postgres') ?? accountOf('nobody');
  if (!user)
    throw new Error(
      "PostgreSQL can't run as root, and there is no user postgres or nobody; set DATABASE_URL.",
    );
  if (existsSync(cluster) && !owner) giveTo(cluster, user);
  return user;
};
