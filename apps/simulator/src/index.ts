export { connectSimulator } from './client.ts';
export type { SimulatorClient } from './client.ts';
export type { Activity } from './control.ts';
export { historyOf } from './history.ts';
export type { HistoryLine } from './history.ts';
export { breakKinds, judge } from './judge.ts';
export type { Break, BreakKind, Expectations, Verdict } from './judge.ts';
export type {
  CallRecord,
  EventRecord,
  Ledger,
  LedgerSnapshot,
  RequestRecord,
  ViolationRecord,
  WebhookRecord,
} from './ledger.ts';
export type { OnecControl, OnecMode } from './onec/onec.settings.ts';
export { createRandom } from './random.ts';
export type { Random } from './random.ts';
export type { CallScriptInput, DefaultScriptInput } from './script.ts';
export type { RobotProvider } from './robots/robot-kinds.ts';
export type { RobotControl } from './robots/robot.settings.ts';
export { createSimulator } from './simulator.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';
export { tieCalls } from './tie-calls.ts';
