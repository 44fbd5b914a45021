import { expect, vi } from 'vitest';
import type { LedgerSnapshot } from '../ledger.ts';
import type { RobotControl } from '../robots/robot.settings.ts';
import type { CallScriptInput } from '../script.ts';
import { createSimulator } from '../simulator.ts';
import type { Simulator } from '../simulator.ts';
import { startHookReceiver } from './hook-receiver.ts';
import type { HookReceiver } from './hook-receiver.ts';
import { phone } from './requests.ts';

export interface RobotStage {
  url: string;
  simulator: Simulator;
  hooks: HookReceiver;
  close: () => Promise<void>;
}

/** A simulator with one robot, and our side of its webhooks. */
export const openRobotStage = async (
  name: string,
  robot: RobotControl,
  { calls = [], respond }: { calls?: readonly CallScriptInput[]; respond?: Respond } = {},
): Promise<RobotStage> => {
  const hooks = await startHookReceiver(respond);
  const simulator = createSimulator({ robots: { [name]: { ...robot, hookUrl: hooks.url } } });
  if (calls.length > 0) simulator.scripts.setPhone(phone, calls);
  const { url } = await simulator.start();
  const close = async (): Promise<void> => {
    await simulator.stop();
    await hooks.close();
  };
  return { url, simulator, hooks, close };
};

type Respond = NonNullable<Parameters<typeof startHookReceiver>[0]>;

export const quiet = (simulator: Simulator): Promise<void> =>
  vi.waitFor(() => expect(simulator.activity()).toEqual({ calls: 0, pending: 0 }), {
    timeout: 10_000,
    interval: 5,
  });

export const violationKinds = (snapshot: LedgerSnapshot): string[] =>
  snapshot.violations.map(({ kind }) => kind);
