import type { AccountConfig, InfobaseConfig, PerezvonConfig, RemindersConfig } from '@perezvon/config';

/** An infobase whose bookings are called about. */
export type CallingInfobase = InfobaseConfig & { reminders: RemindersConfig };

/** Configuration by id, as the use cases ask for it. */
export interface Directory {
  infobase: (id: string) => InfobaseConfig | null;
  /** Null when the infobase is unknown or has no `reminders` section. */
  calling: (id: string) => CallingInfobase | null;
  account: (id: string) => AccountConfig | null;
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
  };
};
