import type { AccountConfig, InfobaseConfig, PerezvonConfig, RemindersConfig } from '@perezvon/config';

/** An infobase whose bookings are called about. */
export type CallingInfobase = InfobaseConfig & { reminders: RemindersConfig };

/** Configuration by id, as the use cases ask for it. */
export interface Directory {
  infobase: (id: string) => InfobaseConfig | null;
  /** Null when the infobase is unknown or has no `reminders` section. */
  calling: (id: string) => CallingInfobase | null;
  account: (id: string) => AccountConfig | null;
  /** The account and those that its infobases may call through as well: what they hear may be about the same reminders. */
  companions: (accountId: string) => readonly string[];
}

export const createDirectory = (config: PerezvonConfig): Directory => {
  const infobases = new Map(config.infobases.map((infobase) => [infobase.id, infobase]));
  const accounts = new Map(config.accounts.map((account) => [account.id, account]));
  return {
    infobase: (id) => infobases.get(id) ?? null,
    calling: (id) => {
      const infobase = infobases.get(id);
      return infobase?.reminders === undefined ? null : { ...infobase, reminders: infobase.reminders };
    },
    account: (id) => accounts.get(id) ?? null,
    companions: (accountId) => {
      const lists = config.infobases.flatMap(({ reminders }) => (reminders ? [reminders.account] : []));
      return [...new Set([accountId, ...lists.filter((list) => list.includes(accountId)).flat()])];
    },
  };
};
