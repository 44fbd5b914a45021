import type { Simulator } from '@perezvon/simulator';

export interface RobotAccount {
  id: string;
  hookToken: string;
  infobases: readonly string[];
  simulatorUrl: string;
  lines: { concurrentCalls: number; callsPerSecond: number };
}

/** The robot provider of a stage: what stands about it in `perezvon.yaml`, and how its simulator is set up. */
export interface Robot {
  /** The adapter's id. */
  id: string;
  title: string;
  /** The entry of `accounts`. */
  account: (account: RobotAccount) => Readonly<Record<string, unknown>>;
  /** Tells the simulator where webhooks go and how many lines there are. */
  connect: (simulator: Simulator, hookUrl: string, lines: number) => void;
  /** The next placing requests are refused with this status, nobody is called. */
  refuse: (simulator: Simulator, status: 429 | 503, requests: number) => void;
}

const credentials = { username: 'robot', password: 'robot-secret' };

/** Shorter than in production: a demo can't wait 15 s for a request that never gets its answer. */
const timeoutSeconds = 2;

export const voicebox: Robot = {
  id: 'mtt-voicebox',
  title: 'MTT VoiceBox',
  account: ({ id, hookToken, infobases, simulatorUrl, lines }) => ({
    id,
    provider: 'mtt-voicebox',
    infobases,
    hookToken,
    limits: lines,
    settings: {
      url: `${simulatorUrl}/voicebox/api/v1/sb`,
      method: '78033a2b-21c7-47dd-a292-590f24146043',
      ...credentials,
      timeoutSeconds,
    },
  }),
  connect: (simulator, hookUrl, lines) =>
    simulator.voicebox({
      accounts: [
        {
          ...credentials,
          hookUrl,
          echoGuid: true,
          concurrentCalls: lines,
          retry: { times: 8, backoffMs: 200 },
        },
      ],
    }),
  refuse: (simulator, status, requests) =>
    simulator.voicebox({
      outage: { reply: 'status', status, retryAfterSeconds: 1, for: { requests } },
    }),
};
