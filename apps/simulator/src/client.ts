import type { Activity } from './control.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { OnecControl } from './onec/onec.settings.ts';
import type { RobotControl } from './robots/robot.settings.ts';
import type { CallScriptInput, DefaultScriptInput } from './script.ts';

/** The control API of a simulator in another process. Every method throws when it does not answer 200. */
export interface SimulatorClient {
  /** Scripts by phone, one entry per call in order; the last one repeats. */
  setPhones(scripts: Readonly<Record<string, readonly CallScriptInput[]>>): Promise<void>;
  /** What people without a script do. */
  setDefaults(defaults: DefaultScriptInput): Promise<void>;
  /** An account at a provider, by name. */
  robot(name: string, control: RobotControl): Promise<void>;
  onec(infobase: string, control: OnecControl): Promise<void>;
  ledger(): Promise<LedgerSnapshot>;
  clearLedger(): Promise<void>;
  activity(): Promise<Activity>;
}

export const connectSimulator = (url: string): SimulatorClient => {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`simulator ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const put = async (path: string, body: unknown): Promise<void> => {
    await send('PUT', path, body);
  };
  return {
    setPhones: (scripts) => put('/control/phones', scripts),
    setDefaults: (defaults) => put('/control/defaults', defaults),
    robot: (name, control) => put(`/control/robots/${encodeURIComponent(name)}`, control),
    onec: (infobase, control) => put(`/control/onec/${encodeURIComponent(infobase)}`, control),
    ledger: async () => (await send('GET', '/ledger')) as LedgerSnapshot,
    clearLedger: async () => {
      await send('DELETE', '/ledger');
    },
    activity: async () => (await send('GET', '/control/activity')) as Activity,
  };
};
