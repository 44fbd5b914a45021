import type { SimulatedCall, SimulatedRequest, SimulatedResult } from '@perezvon/contracts-adapter';
import type { Exchange } from '../exchange.ts';
import type { CallRecord } from '../ledger.ts';
import type { Core } from '../party.ts';
import { placesCall } from '../script.ts';
import type { CallScript } from '../script.ts';
import { listedCall } from './robot-calls.ts';
import { createLines } from './robot-lines.ts';
import type { Lines } from './robot-lines.ts';
import { playCall } from './robot-player.ts';
import { replyIdOf, replyWord, sendPlacingReply, sendReply } from './robot-reply.ts';
import { createRobotState } from './robot-state.ts';
import type { RobotFacts, RobotState } from './robot-state.ts';

/** One account at one provider. */
export interface Robot {
  handle(exchange: Exchange): Promise<void>;
  /** @throws ZodError for a body it does not know. */
  control(body: unknown): void;
  /** Calls in progress. */
  busy(): number;
  stop(): void;
}

/** The request as the provider would have got it: the folder `/robots/{name}` is ours. */
const requestOf = ({ method, target, headers, body }: Exchange): SimulatedRequest => ({
  method,
  url: `/${target.split('/').slice(3).join('/')}`,
  headers: Object.fromEntries(
    Object.entries(headers).map(([key, value = '']) => [
      key,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  ),
  body,
});

type AskedCall = Extract<SimulatedResult, { kind: 'call' }>;

interface Admitted {
  robot: RobotFacts;
  asked: AskedCall;
  body: Uint8Array;
}

/** Writes the request for a call down with everything the script settles beforehand. */
const recordCall = (
  { ledger }: Core,
  { robot, asked, body }: Admitted,
  { id, script }: { id: string; script: CallScript },
): CallRecord =>
  ledger.addCall({
    provider: robot.setup.provider,
    account: robot.name,
    id,
    phone: asked.phone,
    guid: asked.attemptId,
    ...(robot.kind.variablesIn?.(body) ?? { name: null, visit: null }),
    spoken: asked.spoken,
    placed: placesCall(script),
    replied: replyWord(script),
    replyId: replyIdOf(script.reply, id),
    echoesGuid: asked.attemptId !== null && (script.echoGuid ?? robot.setup.echoGuid),
    scenario: script,
  });

interface Parts {
  core: Core;
  state: RobotState;
  lines: Lines;
}

const place = async (
  { core, state, lines }: Parts,
  exchange: Exchange,
  admitted: Admitted,
): Promise<void> => {
  const { robot, asked } = admitted;
  const script = state.scriptFor(asked.phone);
  const call = recordCall(core, admitted, { id: state.newCallId(script.reply), script });
  if (call.placed) await playCall(core, lines, { call, script, robot });
  await core.timers.delay(script.replyDelayMs);
  sendPlacingReply(exchange, {
    callId: call.id,
    script,
    dialect: robot.dialect,
    reply: (id) => asked.reply(id),
  });
};

/** Calls of this robot that rang. */
const listed = ({ ledger }: Core, { name, speaks }: RobotFacts): SimulatedCall[] =>
  ledger
    .snapshot()
    .calls.filter(({ account, placed }) => account === name && placed)
    .map((call) => listedCall(call, speaks));

/** What the provider does with a request. */
const serve = async (parts: Parts, exchange: Exchange): Promise<void> => {
  const { core, state } = parts;
  const robot = state.facts();
  const party = `robots/${robot.name}`;
  const result = robot.dialect.take(requestOf(exchange));
  switch (result.kind) {
    case 'call':
      await place(parts, exchange, { robot, asked: result, body: exchange.body });
      break;
    case 'calls':
      sendReply(exchange, result.reply(listed(core, robot)));
      break;
    case 'done':
      core.ledger.addEffect({ party, effect: result.effect });
      sendReply(exchange, result.reply);
      break;
    case 'refused':
      core.ledger.addViolation({ party, kind: 'bad_request', detail: result.problem, reference: null });
      sendReply(exchange, result.reply);
      break;
  }
};

/** @throws ZodError when the body sets up no robot. */
export const createRobot = (core: Core, name: string, body: unknown): Robot => {
  const state = createRobotState(core, name, body);
  const lines = createLines(core.ledger);
  return {
    handle: (exchange) => serve({ core, state, lines }, exchange),
    control: (next) => state.control(next),
    busy: () => lines.busy(),
    stop: () => lines.clear(),
  };
};
