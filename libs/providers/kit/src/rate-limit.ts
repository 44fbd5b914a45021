export interface Rate {
  requests: number;
  perMs: number;
  /** Beginning of the paths it is for; absent: all. */
  path?: string;
}

/** `waitMs`: until this request's turn, which is now its own. Refused: it would come only after `retryAfterMs`. */
export type Turn = { ok: true; waitMs: number } | { ok: false; retryAfterMs: number };

export interface RateLimit {
  /** `path`: of the request's URL. */
  take(path: string, longestWaitMs: number): Turn;
}

/**
 * The earliest turn with which no stretch of `perMs` holds more than `requests` turns, for every rate that is for the path at once.
 * Requests under the same rates go in order of arrival; one that waits for a rate of its own holds no others back. Windows slide: the
 * fixed ones of the usual libraries let twice the rate pass across an edge, which a provider that slides refuses; and the turn is known
 * at once, so that a request which can't have one in time takes none.
 */
export const createRateLimit = (rates: readonly Rate[], now: () => number): RateLimit => {
  const windows = rates.map(createWindow);
  return {
    take: (path, longestWaitMs) => {
      const at = now();
      const own = windows.filter((window) => path.startsWith(window.path));
      const turn = earliest(own, at);
      if (turn - at > longestWaitMs) return { ok: false, retryAfterMs: Math.ceil(turn - at) };
      own.forEach((window) => window.add(turn, at));
      return { ok: true, waitMs: Math.ceil(turn - at) };
    },
  };
};

interface Window {
  path: string;
  /** The moment itself if one more turn fits there, else a later one before which none fits. */
  next(moment: number): number;
  add(turn: number, now: number): void;
}

const createWindow = ({ requests, perMs, path = '' }: Rate): Window => {
  /** Moments of the turns, ascending; some lie ahead. */
  const turns: number[] = [];
  /** Whether the turns from `index` on fill a stretch that one more at this moment would belong to. */
  const isFull = (index: number, moment: number): boolean => {
    const first = turns[index] ?? Infinity;
    const last = turns[index + requests - 1] ?? Infinity;
    return last - perMs < moment && moment < first + perMs && last < first + perMs;
  };
  return {
    path,
    next: (moment) => {
      const full = turns.findLast((_turn, index) => isFull(index, moment));
      return full === undefined ? moment : full + perMs;
    },
    add: (turn, now) => {
      turns.splice(turns.findLastIndex((each) => each <= turn) + 1, 0, turn);
      // What is this old is in one stretch with nothing to come.
      turns.splice(0, turns.findLastIndex((each) => each + perMs <= now) + 1);
    },
  };
};

/** Every step goes just as far as the window that is in the way makes it, so none passes over a turn that fits. */
const earliest = (windows: readonly Window[], moment: number): number => {
  const next = Math.max(moment, ...windows.map((window) => window.next(moment)));
  return next === moment ? moment : earliest(windows, next);
};
