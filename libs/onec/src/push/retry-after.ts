const longestMs = 60 * 60_000;

/**
 * Retry-After (whole seconds or an HTTP date) as milliseconds from `now`, 0 when it is past, at most an hour so that a
 * wrong clock on the other side stops nothing for days. Null when absent or unreadable.
 */
export const parseRetryAfter = (header: string | null, now: Date): number | null => {
  const text = (header ?? '').trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, longestMs);
  // Only what looks like an HTTP date: Date.parse takes a lot more than that.
  const at = /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now.getTime(), 0), longestMs);
};
