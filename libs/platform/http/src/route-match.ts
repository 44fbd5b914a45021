import type { Endpoint, HotRoute, Methods } from './endpoint.ts';

export type HotMatch =
  | { kind: 'found'; endpoint: Endpoint; params: Readonly<Record<string, string>> }
  | { kind: 'wrong_method'; methods: Methods };

const noParams: Readonly<Record<string, string>> = Object.freeze({});

export const allowsMethod = (methods: Methods, method: string): boolean =>
  methods.includes(method) || methods.includes('*') || (method === 'HEAD' && methods.includes('GET'));

/** Looks a path up among the hot routes, whatever its case; null = not ours. */
export const createHotMatcher = (
  routes: readonly HotRoute[],
): ((method: string, path: string) => HotMatch | null) => {
  const exact = new Map(
    routes.filter((route) => route.match === 'exact').map((route) => [route.path, route]),
  );
  const prefixes = routes.filter((route) => route.match === 'prefix');

  const find = (path: string): { route: HotRoute; rest: string | null } | null => {
    const lower = path.toLowerCase();
    const route = exact.get(lower);
    if (route) return { route, rest: null };
    const below = prefixes.find((candidate) => lower.startsWith(candidate.path));
    return below ? { route: below, rest: path.slice(below.path.length) } : null;
  };

  return (method, path) => {
    const found = find(path);
    if (!found) return null;
    const { route, rest } = found;
    if (!allowsMethod(route.methods, method)) return { kind: 'wrong_method', methods: route.methods };
    return { kind: 'found', endpoint: route.endpoint, params: rest === null ? noParams : { rest } };
  };
};
