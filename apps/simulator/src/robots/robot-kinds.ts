import type { CreateProviderSimulator } from '@perezvon/contracts-adapter';
import { createSimulator as createComagic } from '@perezvon/provider-comagic/simulator';
import { createSimulator as createExolve } from '@perezvon/provider-exolve/simulator';
import { createSimulator as createMttVoicebox } from '@perezvon/provider-mtt-voicebox/simulator';
import { createSimulator as createSipuni } from '@perezvon/provider-sipuni/simulator';
import { z } from 'zod';

/** What the robot says where its text lies at the provider: the variables it was given. */
export interface Variables {
  name: string | null;
  visit: string | null;
}

/** One kind of robot: the far side of its protocol, and what that leaves open. */
export interface RobotKind {
  create: CreateProviderSimulator;
  /** It understands no answer: whoever would give one listens to the end instead. */
  speaks: (settings: Readonly<Record<string, unknown>>) => boolean;
  /** Of a request that the far side found right. */
  variablesIn?: (body: Uint8Array) => Variables;
  /** The field of its webhooks that holds the customer's own word for an answer. */
  wordField?: string;
}

const voiceboxVariables = z.object({ data: z.object({ name: z.string(), visit: z.string() }) });

/** By adapter id. A new robot is one line. */
export const robotKinds = {
  'mtt-voicebox': {
    create: createMttVoicebox,
    speaks: () => false,
    variablesIn: (body) => voiceboxVariables.parse(JSON.parse(Buffer.from(body).toString('utf8'))).data,
    wordField: 'response',
  },
  exolve: { create: createExolve, speaks: () => true },
  sipuni: { create: createSipuni, speaks: () => true },
  comagic: { create: createComagic, speaks: ({ robot }) => robot !== 'scenario' },
} as const satisfies Readonly<Record<string, RobotKind>>;

export type RobotProvider = keyof typeof robotKinds;
export const robotProviders = Object.keys(robotKinds) as [RobotProvider, ...RobotProvider[]];
