/** Text without blanks around it; null when nothing is left. */
export const filled = (value: string | null | undefined): string | null => {
  const clean = (value ?? '').trim();
  return clean === '' ? null : clean;
};

const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** 1C-Connect writes moments as ISO 8601 with `Z` and up to six decimals; one without its zone is no moment. */
export const instantOf = (value: string | null | undefined): Date | null => {
  const clean = (value ?? '').trim();
  if (!zoned.test(clean)) return null;
  const at = new Date(clean);
  return Number.isNaN(at.getTime()) ? null : at;
};
