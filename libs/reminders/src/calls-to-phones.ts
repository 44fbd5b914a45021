import { callsToPhones, type Sql } from '@perezvon/database';

/** Calls of the last two days by telephone, growing as further ones are begun. */
export interface PhoneCalls {
  of: (infobaseId: string, phone: string | null) => readonly Date[];
  add: (infobaseId: string, phone: string, at: Date) => void;
}

interface Person {
  infobaseId: string;
  phone: string | null;
}

const lookBackMs = 2 * 86_400_000;

export const phoneKey = (infobaseId: string, phone: string): string => `${infobaseId}/${phone}`;

/** One query for all of them: what the daily cap and the gap between calls to one person are counted from. */
export const loadPhoneCalls = async (tx: Sql, people: readonly Person[], now: Date): Promise<PhoneCalls> => {
  const calls = new Map<string, Date[]>();
  const add = (infobaseId: string, phone: string, at: Date): void => {
    const key = phoneKey(infobaseId, phone);
    calls.set(key, [...(calls.get(key) ?? []), at]);
  };
  const phones = [...new Set(people.flatMap(({ phone }) => (phone === null ? [] : [phone])))];
  if (phones.length > 0) {
    const rows = await callsToPhones(tx, {
      infobaseIds: [...new Set(people.map(({ infobaseId }) => infobaseId))],
      phones,
      since: new Date(now.getTime() - lookBackMs),
    });
    for (const row of rows) add(row.infobaseId, row.phone, row.at);
  }
  return {
    of: (infobaseId, phone) => (phone === null ? [] : (calls.get(phoneKey(infobaseId, phone)) ?? [])),
    add,
  };
};
