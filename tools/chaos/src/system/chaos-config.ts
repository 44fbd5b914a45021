import { lines, rules } from './rules.ts';

/** One simulated 1C. `opensAt`: `HH:MM` of its calling window; the other one calls day and night. */
export interface Infobase {
  id: string;
  opensAt: string | null;
}

export interface ConfigOptions {
  infobases: readonly Infobase[];
  zone: string;
  simulatorUrl: string;
}

export const accountRoles = ['main', 'spare'] as const;
export type AccountRole = (typeof accountRoles)[number];

export interface ChaosAccount {
  id: string;
  hookToken: string;
  method: string;
  username: string;
  password: string;
}

/** Two accounts at the same provider with nothing in common. Calls go out through the first one that takes calls. */
export const accounts = {
  main: {
    id: 'mtt-main',
    hookToken: 'hook-token-of-the-chaos',
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    username: 'robot',
    password: 'robot-secret',
  },
  spare: {
    id: 'mtt-spare',
    hookToken: 'hook-token-of-the-spare',
    method: '0d5a3c66-8f0e-4c55-9a61-1b7d4b0f2c11',
    username: 'spare-robot',
    password: 'spare-robot-secret',
  },
} as const satisfies Record<AccountRole, ChaosAccount>;

export const hookPath = ({ id, hookToken }: ChaosAccount): string => `/hooks/${id}/${hookToken}`;

/** As they stand in the configuration, for both sides of the wire. */
export const robotSettings = (simulatorUrl: string, account: ChaosAccount) => {
  const { id, method, username, password } = account;
  return { url: `${simulatorUrl}/robots/${id}/api/v1/sb`, method, username, password, timeoutSeconds: 2 };
};

export const secretOf = (infobaseId: string): string => `${infobaseId}-secret-of-the-chaos`;

const infobaseConfig = ({ id, opensAt }: Infobase, { zone, simulatorUrl }: ConfigOptions): object => ({
  id,
  name: id,
  secrets: [secretOf(id)],
  timezone: zone,
  delivery: {
    mode: 'push',
    url: `${simulatorUrl}/onec/${id}/hs/perezvon/v1/events`,
    username: 'perezvon',
    password: 'perezvon',
  },
  reminders: {
    account: accountRoles.map((role) => accounts[role].id),
    ...rules,
    window: { from: opensAt ?? '00:00', to: '24:00' },
  },
});

/** The text of `perezvon.yaml` (JSON is YAML). */
export const chaosConfig = (options: ConfigOptions): string =>
  JSON.stringify({
    infobases: options.infobases.map((infobase) => infobaseConfig(infobase, options)),
    accounts: Object.values(accounts).map((account) => ({
      id: account.id,
      provider: 'mtt-voicebox',
      infobases: options.infobases.map(({ id }) => id),
      hookToken: account.hookToken,
      limits: lines,
      settings: robotSettings(options.simulatorUrl, account),
    })),
  });
