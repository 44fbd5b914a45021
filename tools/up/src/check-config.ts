import { formatErrors, loadConfig } from '@perezvon/config';
import { adapters } from '@perezvon/provider-registry';

/** What `npm run check-config` prints and its exit code. */
export const checkConfig = (
  path: string | undefined,
  env: NodeJS.ProcessEnv,
): { text: string; exitCode: number } => {
  if (path === undefined) return { text: 'Usage: npm run check-config -- FILE', exitCode: 2 };
  const result = loadConfig({ path, env, providers: adapters });
  return result.ok ? { text: 'OK', exitCode: 0 } : { text: formatErrors(result.errors), exitCode: 1 };
};
