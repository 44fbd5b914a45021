import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activityOf, serveControlApi } from './control.ts';
import type { Activity, ControlParts } from './control.ts';
import { readExchange } from './exchange.ts';
import { createHookSender } from './hook-sender.ts';
import { createLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import type { OnecControl } from './onec/onec.settings.ts';
import { createOnec } from './onec/onec.ts';
import type { Core } from './party.ts';
import type { RobotControl } from './robots/robot.settings.ts';
import { createRobots } from './robots/robots.ts';
import { createScripts } from './script.ts';
import type { DefaultScriptInput, Scripts } from './script.ts';
import { createTimers } from './timers.ts';

export interface SimulatorOptions {
  /** Drives everything that is left to chance; the same seed, the same run. */
  seed?: string;
  /** Time of the ledger's records. */
  clock?: () => Date;
  /** What people without a script do. */
  defaults?: DefaultScriptInput;
  /** Accounts at providers with a robot, by name. */
  robots?: Readonly<Record<string, RobotControl>>;
  /** By infobase id. */
  onec?: Readonly<Record<string, OnecControl>>;
  /** Webhooks in flight at once. */
  hooksInFlight?: number;
  /** For one webhook, ms. */
  hookTimeoutMs?: number;
}

export interface Simulator {
  /** May be started again after a stop, on the same port too: the ledger and the scripts stay. */
  start(listen?: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  /** Cuts every connection and drops what is still planned. */
  stop(): Promise<void>;
  ledger: Ledger;
  /** What the called persons do. */
  scripts: Scripts;
  robot(name: string, control: RobotControl): void;
  onec(infobase: string, control: OnecControl): void;
  activity(): Activity;
}

/** Tenths of seconds at the start: a simulator that is started anew gives out no id again. */
const createSerials = (): (() => number) => {
  let serial = Math.floor(Date.now() / 100);
  return () => (serial += 1);
};

const createCore = (options: SimulatorOptions): Core => {
  const seed = options.seed ?? '1';
  return {
    seed,
    ledger: createLedger(options.clock ?? (() => new Date())),
    scripts: createScripts(seed),
    timers: createTimers(),
    hooks: createHookSender({
      inFlight: options.hooksInFlight ?? 64,
      timeoutMs: options.hookTimeoutMs ?? 10_000,
    }),
    monotonic: () => performance.now(),
    nextSerial: createSerials(),
  };
};

const dispatch = async (
  [request, response]: [IncomingMessage, ServerResponse],
  parts: ControlParts,
): Promise<void> => {
  const exchange = await readExchange(request, response);
  if (serveControlApi(exchange, parts)) return;
  const [name = ''] = exchange.segments;
  const party = parts.parties[name];
  try {
    if (party) await party.handle(exchange);
    else exchange.replyJson(404, { error: 'not_found' });
  } catch (error) {
    // A mistake of the simulator must not pass for a fault of the network.
    parts.core.ledger.addViolation({
      party: name,
      kind: 'simulator_error',
      detail: String(error),
      reference: null,
    });
    exchange.replyJson(500, { error: 'simulator_error' });
  }
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The far side of the wire: providers and 1C over real HTTP, scripted, with a ledger of what really happened. */
export const createSimulator = (options: SimulatorOptions = {}): Simulator => {
  const core = createCore(options);
  const parties = { robots: createRobots(core), onec: createOnec(core) };
  const parts: ControlParts = { core, parties };
  let server: Server | null = null;
  if (options.defaults) core.scripts.setDefaults(options.defaults);
  for (const [name, control] of Object.entries(options.robots ?? {})) parties.robots.control([name], control);
  for (const [infobase, control] of Object.entries(options.onec ?? {}))
    parties.onec.control([infobase], control);
  return {
    start: async ({ port = 0, host = '127.0.0.1' } = {}) => {
      // A request that broke off is the client's affair: there is nobody left to answer.
      server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
        dispatch([request, response], parts).catch(() => response.destroy());
      });
      const actual = await listen(server, port, host);
      return { url: `http://${host}:${actual}`, port: actual };
    },
    stop: async () => {
      core.timers.clear();
      core.hooks.close();
      for (const party of Object.values(parties)) party.stop();
      if (server) await close(server);
      server = null;
    },
    ledger: core.ledger,
    scripts: core.scripts,
    robot: (name, control) => parties.robots.control([name], control),
    onec: (infobase, control) => parties.onec.control([infobase], control),
    activity: () => activityOf(parts),
  };
};
