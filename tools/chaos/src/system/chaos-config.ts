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

export const account = { id: 'mtt-main', hookToken: 'hook-token-of-the-chaos' } as const;

/** As they stand in the configuration, for both sides of the wire. */
export const robotSettings = (simulatorUrl: string) =>
  ({
    url: `${simulatorUrl}/robots/${account.id}/api/v1/sb`,
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    username: 'robot',
    password: 'robot-secret',
    timeoutSeconds: 2,
  }) as const;

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
  reminders: { account: account.id, ...rules, window: { from: opensAt ?? '00:00', to: '24:00' } },
});

/** The text of `perezvon.yaml` (JSON is YAML). */
export const chaosConfig = (options: ConfigOptions): string =>
  JSON.stringify({
    infobases: options.infobases.map((infobase) => infobaseConfig(infobase, options)),
    accounts: [
      {
        id: account.id,
        provider: 'mtt-voicebox',
        infobases: options.infobases.map(({ id }) => id),
        hookToken: account.hookToken,
        limits: lines,
        settings: robotSettings(options.simulatorUrl),
      },
    ],
  });
