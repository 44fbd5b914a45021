import type { ProviderSimulator } from '@perezvon/contracts-adapter';
import { createFaultSchedule } from '../faults.ts';
import type { Core } from '../party.ts';
import type { CallScript, ReplyKind } from '../script.ts';
import { robotKinds } from './robot-kinds.ts';
import type { RobotKind } from './robot-kinds.ts';
import { robotControlSchema, robotSetupSchema } from './robot.settings.ts';
import type { RobotSetup } from './robot.settings.ts';

/** A robot as it is set up now. */
export interface RobotFacts {
  name: string;
  setup: RobotSetup;
  kind: RobotKind;
  /** It understands no answer. */
  speaks: boolean;
  /** The provider's side of its protocol. */
  dialect: ProviderSimulator;
}

/** How a robot is set up and what goes wrong with it now. */
export interface RobotState {
  facts(): RobotFacts;
  /** The outage that is on, else what the phone's script or the seed says. */
  scriptFor(phone: string): CallScript;
  /** A new call id of the kind the reply wants; `same_id`: the robot's previous one. */
  newCallId(reply: ReplyKind): string;
  /** @throws ZodError for a body it does not know. */
  control(body: unknown): void;
}

/** The provider knows nothing of the folder it is served in. */
const withoutFolder = (value: unknown, folder: string): unknown =>
  JSON.parse(JSON.stringify(value), (_key, text: unknown) =>
    typeof text === 'string' && URL.canParse(text) ? text.replace(folder, '') : text,
  );

const factsOf = (name: string, setup: RobotSetup): RobotFacts => {
  const kind: RobotKind = robotKinds[setup.provider];
  const settings = withoutFolder(setup.settings, `/robots/${name}`) as RobotSetup['settings'];
  return { name, setup, kind, speaks: kind.speaks(settings), dialect: kind.create(settings) };
};

/** @throws ZodError for a body that sets up no robot. */
export const createRobotState = (
  { scripts, monotonic, nextSerial }: Core,
  name: string,
  body: unknown,
): RobotState => {
  const outage = createFaultSchedule<CallScript>(monotonic);
  const apply = (control: unknown, setup: Partial<RobotSetup>): RobotFacts => {
    const { outage: fault, ...changes } = robotControlSchema.parse(control);
    const next = factsOf(name, robotSetupSchema.parse({ ...setup, ...changes }));
    if (fault === null) outage.clear();
    if (fault) {
      const { for: limit, ...script } = fault;
      outage.set(script, limit);
    }
    return next;
  };
  let facts = apply(body, {});
  let previousId: string | undefined;
  return {
    facts: () => facts,
    scriptFor: (phone) => outage.take() ?? scripts.next(phone),
    newCallId: (reply) => {
      const repeated = reply === 'same_id' ? previousId : undefined;
      const serial = nextSerial();
      previousId = repeated ?? (reply === 'numeric_id' ? String(serial) : facts.dialect.callId(serial));
      return previousId;
    },
    control: (control) => {
      facts = apply(control, facts.setup);
    },
  };
};
