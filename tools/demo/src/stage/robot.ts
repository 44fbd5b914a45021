import type { RobotProvider, Simulator } from '@perezvon/simulator';

/** A provider's robot as it stands in `perezvon.yaml`, and what may be expected of it. */
export interface Robot {
  /** The adapter's id. */
  provider: RobotProvider;
  title: string;
  /** It understands an answer; otherwise whoever listens to the end is informed. */
  asks: boolean;
  /** The provider can be asked how a call ended, so that a lost webhook may cost no second call. */
  looksUp: boolean;
  /** The account's settings. `url`: where the provider's API would begin. */
  settings: (url: string) => Readonly<Record<string, unknown>>;
}

/** Shorter than in production: a demo can't wait 15 s for a request that never gets its answer. */
const timeoutSeconds = 2;

export const voicebox: Robot = {
  provider: 'mtt-voicebox',
  title: 'MTT VoiceBox',
  asks: true,
  looksUp: false,
  settings: (url) => ({
    url: `${url}/api/v1/sb`,
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    username: 'robot',
    password: 'robot-secret',
    timeoutSeconds,
  }),
};

const exolve: Robot = {
  provider: 'exolve',
  title: 'МТС Exolve',
  asks: false,
  looksUp: true,
  settings: (url) => ({ url, apiKey: 'exolve-key-of-the-stage', number: '74950000001', timeoutSeconds }),
};

const sipuni: Robot = {
  provider: 'sipuni',
  title: 'Sipuni',
  asks: false,
  looksUp: true,
  settings: (url) => ({
    url: `${url}/api`,
    user: '012345',
    secret: 'sipuni-key-of-the-stage',
    sipnumber: '200',
    // People of the stage listen for a second.
    heardSeconds: 1,
    timeoutSeconds,
  }),
};

const comagicSettings = (url: string) => ({
  url: `${url}/v4.0`,
  dataUrl: `${url}/v2.0`,
  login: 'clinic',
  password: 'comagic-secret-of-the-stage',
  virtualPhone: '74990000000',
  timeoutSeconds,
});

const comagic: Robot = {
  provider: 'comagic',
  title: 'CoMagic, сценарий',
  asks: true,
  looksUp: true,
  settings: (url) => ({ ...comagicSettings(url), robot: 'scenario', scenarioId: 12345 }),
};

const comagicInformer: Robot = {
  provider: 'comagic',
  title: 'CoMagic, информационный вызов',
  asks: false,
  looksUp: true,
  settings: (url) => ({ ...comagicSettings(url), robot: 'informer' }),
};

const robots: ReadonlyMap<string, Robot> = new Map([
  ['mtt-voicebox', voicebox],
  ['exolve', exolve],
  ['sipuni', sipuni],
  ['comagic', comagic],
  ['comagic-informer', comagicInformer],
]);

export const robotNames: readonly string[] = [...robots.keys()];

/** @throws Error, in Russian, with the names there are. */
export const robotNamed = (name: string): Robot => {
  const robot = robots.get(name);
  if (robot === undefined)
    throw new Error(`Нет такого робота: ${name}. Есть: ${robotNames.join(', ')} (--robot ИМЯ).`);
  return robot;
};

/** The account of a stage; the simulator's robot has its name. */
export interface RobotAccount {
  id: string;
  hookToken: string;
  infobases: readonly string[];
  simulatorUrl: string;
  lines: { concurrentCalls: number; callsPerSecond: number };
}

const settingsOf = (
  { settings }: Robot,
  { id, simulatorUrl }: Pick<RobotAccount, 'id' | 'simulatorUrl'>,
): Readonly<Record<string, unknown>> => settings(`${simulatorUrl}/robots/${id}`);

/** The entry of `accounts`. */
export const accountEntry = (robot: Robot, account: RobotAccount): Readonly<Record<string, unknown>> => ({
  id: account.id,
  provider: robot.provider,
  infobases: account.infobases,
  hookToken: account.hookToken,
  limits: account.lines,
  settings: settingsOf(robot, account),
});

/** Sets the far side up: the same settings, where webhooks go, and how many lines there are. */
export const connectRobot = (
  simulator: Simulator,
  robot: Robot,
  account: Omit<RobotAccount, 'infobases'> & { gatewayUrl: string },
): void =>
  simulator.robot(account.id, {
    provider: robot.provider,
    settings: settingsOf(robot, account),
    hookUrl: `${account.gatewayUrl}/hooks/${account.id}/${account.hookToken}`,
    echoGuid: true,
    concurrentCalls: account.lines.concurrentCalls,
    retry: { times: 8, backoffMs: 200 },
  });
