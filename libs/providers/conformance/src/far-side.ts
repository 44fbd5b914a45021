import type {
  AdapterInstance,
  ProviderSimulator,
  SimulatedCall,
  SimulatedReply,
  SimulatedRequest,
} from '@perezvon/contracts-adapter';
import type { RawSettings, Subject } from './conformance.ts';
import { withInstance } from './instance.ts';
import type { InstanceOptions } from './instance.ts';
import { withSimulator } from './simulator.ts';
import type { WireFault } from './simulator.ts';

/** A robot's call that the simulator accepted, with the id it was given. */
export interface TakenCall {
  callId: string;
  phone: string;
  attemptId: string | null;
  spoken: string | null;
}

/** The adapter's own simulator behind HTTP, and a record of what it was made to do. */
export interface FarSide {
  simulator: ProviderSimulator;
  requests: readonly SimulatedRequest[];
  taken: readonly TakenCall[];
  effects: readonly RawSettings[];
  /** Why it refused; an author reads this. */
  problems: readonly string[];
}

export interface Scene {
  settings?: (origin: string) => RawSettings;
  /** What the simulator knows of the account, made of what the adapter knows; the same unless told. */
  known?: (settings: RawSettings) => RawSettings;
  /** Calls the provider already has. */
  calls?: readonly SimulatedCall[];
  /** Stands in the simulator's way: what it returns is the reply; undefined lets the request through. */
  fault?: (request: SimulatedRequest, serial: number) => SimulatedReply | WireFault | undefined;
  http?: InstanceOptions['http'];
}

interface Journal {
  taken: TakenCall[];
  effects: RawSettings[];
  problems: string[];
}

/** Runs with an instance of the adapter and its simulator, both on the same settings. */
export const withFarSide = <Result>(
  { adapter, conformance }: Subject,
  scene: Scene,
  run: (instance: AdapterInstance, farSide: FarSide) => Promise<Result>,
): Promise<Result> => {
  const journal: Journal = { taken: [], effects: [], problems: [] };
  const { fault = () => undefined, calls = [], http = {} } = scene;
  const state: { simulator?: ProviderSimulator; count: number } = { count: 0 };
  return withSimulator(
    (request) => {
      state.count += 1;
      const struck = fault(request, state.count);
      if (struck !== undefined) return struck;
      return state.simulator === undefined ? 'cut' : take(state.simulator, { request, calls, journal });
    },
    ({ origin, requests }) => {
      const settings = (scene.settings ?? conformance.settings)(origin);
      const simulator = conformance.simulator(scene.known === undefined ? settings : scene.known(settings));
      state.simulator = simulator;
      return withInstance(adapter, { settings, http }, (instance) =>
        run(instance, { simulator, requests, ...journal }),
      );
    },
  );
};

interface Taking {
  request: SimulatedRequest;
  calls: readonly SimulatedCall[];
  journal: Journal;
}

const take = (
  simulator: ProviderSimulator,
  { request, calls, journal }: Taking,
): SimulatedReply | WireFault => {
  try {
    return answered(simulator, { request, calls, journal });
  } catch (error) {
    journal.problems.push(`the simulator threw: ${error instanceof Error ? error.message : String(error)}`);
    return 'cut';
  }
};

const answered = (simulator: ProviderSimulator, { request, calls, journal }: Taking): SimulatedReply => {
  const result = simulator.take(request);
  switch (result.kind) {
    case 'call': {
      const callId = simulator.callId(journal.taken.length + 1);
      const { phone, attemptId, spoken } = result;
      journal.taken.push({ callId, phone, attemptId, spoken });
      return result.reply(callId);
    }
    case 'calls':
      return result.reply(calls);
    case 'done':
      journal.effects.push(result.effect);
      return result.reply;
    case 'refused':
      journal.problems.push(result.problem);
      return result.reply;
  }
};
