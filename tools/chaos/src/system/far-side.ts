import { createSimulator, type Simulator } from '@perezvon/simulator';
import { accounts, hookPath, robotSettings, type Infobase } from './chaos-config.ts';
import { lines } from './rules.ts';

/** What patients do and how badly the provider behaves, drawn per telephone and call. */
const patients = {
  answers: { confirmed: 45, declined: 12, operator: 6, hangup: 12, no_answer: 20, silence: 5 },
  replies: {
    ok: 78,
    numeric_id: 3,
    no_id: 2,
    empty: 2,
    non_json: 2,
    html: 2,
    status: 3,
    reset_before: 2,
    reset_after: 3,
    timeout_before: 1,
    timeout_after: 2,
  },
  ringMs: [50, 600] as [number, number],
  talkMs: [50, 500] as [number, number],
  /** After the watchdog has given up. */
  lateMs: 11_000,
  faults: { duplicate: 0.12, reversed: 0.08, lost: 0.04, late: 0.05, beforeReply: 0.1, malformed: 0.05 },
};

/** How 1C answers, request by request, even when it is well. */
const onecMoods = {
  ok: 86,
  slow: 3,
  server_error: 1.5,
  no_licence: 1.5,
  unavailable: 1,
  empty: 1,
  missing_ids: 2,
  retry: 1,
  hang_after: 0.5,
  reply_lost: 2,
  down: 1,
};

/** Provider and 1C, in this process, with a ledger that nothing of the system can touch. */
export const createFarSide = (seed: string, infobases: readonly Infobase[]): Simulator =>
  createSimulator({
    seed,
    defaults: patients,
    onec: Object.fromEntries(
      infobases.map(({ id }) => [id, { random: onecMoods, retryAfterSeconds: 1, delayMs: 300 }]),
    ),
    hookTimeoutMs: 5_000,
  });

export const connectProviders = (
  simulator: Simulator,
  { simulatorUrl, gatewayUrl }: { simulatorUrl: string; gatewayUrl: string },
): void => {
  for (const account of Object.values(accounts))
    simulator.robot(account.id, {
      provider: 'mtt-voicebox',
      settings: robotSettings(simulatorUrl, account),
      hookUrl: `${gatewayUrl}${hookPath(account)}`,
      echoGuid: true,
      concurrentCalls: lines.concurrentCalls,
      retry: { times: 8, backoffMs: 300 },
    });
};
