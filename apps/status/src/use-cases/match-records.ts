import type { CallRecord } from '@perezvon/contracts-adapter';

/** What an attempt can be found by. */
export interface Matchable {
  id: string;
  providerCallId: string | null;
  phone: string;
  intendedAt: Date;
}

/** A call starts at the provider at most so long before (its clock) or after our request, ms. */
const startsWithin = { before: 60_000, after: 120_000 };

/**
 * Finds the attempt of each listed call: by our id, by the provider's, else by telephone and time, where only one attempt and only
 * one call fit together: some providers' lists know neither id. A call that came in is never an attempt.
 */
export const matchRecords = <Attempt extends Matchable>(
  records: readonly CallRecord[],
  attempts: readonly Attempt[],
): { record: CallRecord; attempt: Attempt }[] => {
  const outgoing = records.filter(({ parties }) => parties.direction !== 'in');
  const known = matchByIds(outgoing, attempts);
  const matched = new Set<unknown>(known.flatMap(({ record, attempt }) => [record, attempt]));
  const openRecords = outgoing.filter((record) => !matched.has(record));
  const openAttempts = attempts.filter((attempt) => !matched.has(attempt));
  const guessed = openRecords.flatMap((record) => {
    const [attempt, another] = openAttempts.filter((each) => fit(record, each));
    if (attempt === undefined || another !== undefined) return [];
    return openRecords.filter((other) => fit(other, attempt)).length === 1 ? [{ record, attempt }] : [];
  });
  return [...known, ...guessed];
};

const matchByIds = <Attempt extends Matchable>(
  records: readonly CallRecord[],
  attempts: readonly Attempt[],
): { record: CallRecord; attempt: Attempt }[] => {
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  const byCall = new Map(attempts.map((attempt) => [attempt.providerCallId, attempt]));
  return records.flatMap((record) => {
    const attempt = byId.get(record.attemptId ?? '') ?? byCall.get(record.providerCallId);
    return attempt === undefined ? [] : [{ record, attempt }];
  });
};

const fit = ({ parties, startedAt }: CallRecord, { phone, intendedAt }: Matchable): boolean => {
  const later = startedAt.getTime() - intendedAt.getTime();
  return parties.clientPhone === phone && later >= -startsWithin.before && later <= startsWithin.after;
};
