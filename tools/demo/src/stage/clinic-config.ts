import { accountEntry, type Robot, type RobotAccount } from './robot.ts';

/** One infobase of a stage; `reminders` is laid over the compressed rules. */
export interface InfobaseSetup {
  id: string;
  name: string;
  zone: string;
  delivery: 'push' | 'pull';
  reminders?: Readonly<Record<string, unknown>>;
}

/** One account of the stage; all infobases call through it, and through the next one when it takes no calls. */
export interface StageAccount extends Omit<RobotAccount, 'infobases'> {
  robot: Robot;
}

export interface ConfigOptions {
  infobases: readonly InfobaseSetup[];
  accounts: readonly StageAccount[];
}

/** How 1C signs in at the gateway. */
export const secretOf = (infobaseId: string): string => `${infobaseId}-secret-of-the-stage`;

/**
 * A day's rules in seconds: retries after 3 and 6 s, the watchdog after 9 s (longer than it takes to find a webhook that Redis
 * lost), 1.8 s between two calls to one person. `leadHours` so long that every visit of tomorrow is due now.
 */
export const compressedRules = {
  leadHours: 48,
  window: { from: '00:00', to: '24:00' },
  maxAttempts: 3,
  retryMinutes: [0.05, 0.1],
  answerTimeoutMinutes: 0.15,
  stopBeforeVisitMinutes: 60,
  perPhone: { callsPerDay: 3, minGapMinutes: 0.03 },
  debounceSeconds: 0.3,
} as const;

const deliveryOf = ({ id, delivery }: InfobaseSetup, simulatorUrl = ''): Record<string, unknown> =>
  delivery === 'pull'
    ? { mode: 'pull' }
    : {
        mode: 'push',
        url: `${simulatorUrl}/onec/${id}/hs/perezvon/v1/events`,
        username: 'perezvon',
        password: 'perezvon',
      };

/** The text of `perezvon.yaml` (JSON is YAML). */
export const clinicConfig = ({ infobases, accounts }: ConfigOptions): string =>
  JSON.stringify(
    {
      infobases: infobases.map((infobase) => ({
        id: infobase.id,
        name: infobase.name,
        secrets: [secretOf(infobase.id)],
        timezone: infobase.zone,
        cityCode: '495',
        delivery: deliveryOf(infobase, accounts[0]?.simulatorUrl),
        reminders: { account: accounts.map(({ id }) => id), ...compressedRules, ...infobase.reminders },
      })),
      accounts: accounts.map(({ robot, ...account }) =>
        accountEntry(robot, { ...account, infobases: infobases.map(({ id }) => id) }),
      ),
    },
    null,
    2,
  );
