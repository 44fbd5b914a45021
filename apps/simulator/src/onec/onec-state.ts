import { createFaultSchedule } from '../faults.ts';
import type { Core } from '../party.ts';
import { createRandom } from '../random.ts';
import type { Register } from './onec-register.ts';
import type { Sessions } from './onec-sessions.ts';
import { onecControlSchema, onecFaultSchema, onecSettingsSchema } from './onec.settings.ts';
import type { OnecFault, OnecMode, OnecSettings } from './onec.settings.ts';

/** How an infobase is set up and what goes wrong with it now. */
export interface OnecState {
  settings(): OnecSettings;
  /** The fault for the request at hand: the mode that is on, else one drawn by weight, else `ok`. */
  nextFault(): OnecFault;
  /** @throws ZodError for a body it does not know. */
  control(body: unknown): void;
}

const plainFault = (mode: OnecMode): OnecFault => {
  const { for: _limit, ...fault } = onecFaultSchema.parse({ mode });
  return fault;
};

export const createOnecState = (
  id: string,
  core: Core,
  { register, sessions }: { register: Register; sessions: Sessions },
): OnecState => {
  const faults = createFaultSchedule<OnecFault>(core.monotonic);
  const random = createRandom(`${core.seed}/onec/${id}`);
  let settings = onecSettingsSchema.parse({});
  let weights: Partial<Record<OnecMode, number>> = {};
  return {
    settings: () => settings,
    nextFault: () => faults.take() ?? plainFault(random.weighted(weights, 'ok')),
    control: (body) => {
      const control = onecControlSchema.parse(body);
      settings = onecSettingsSchema.parse({ ...settings, ...control.settings });
      const { mode, for: limit, retryAfterSeconds, delayMs } = control;
      if (mode === 'ok') faults.clear();
      else if (mode) faults.set({ mode, retryAfterSeconds, delayMs }, limit);
      if (control.rules) register.setRules(control.rules);
      if (control.random !== undefined) weights = control.random ?? {};
      if (control.dropSessions) sessions.drop();
    },
  };
};
