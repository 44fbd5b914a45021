import type { CallScriptInput } from '@perezvon/simulator';
import type { Ending } from '../report/ending.ts';
import type { Robot } from '../stage/robot.ts';
import type { Guest } from './guest.ts';

const answered: readonly Ending[] = ['confirmed', 'declined', 'operator'];

const endingWith = ({ asks }: Robot, ending: Ending): Ending =>
  !asks && answered.includes(ending) ? 'informed' : ending;

/** The same story with another robot: who can't be asked is informed, and what a webhook didn't say may be asked of the provider. */
const guestWith = (robot: Robot, guest: Guest): Guest => {
  const { ending, calls, callsIfAsked } = guest.expect;
  return {
    ...guest,
    expect: {
      ...guest.expect,
      ending: [ending].flat().map((each) => endingWith(robot, each)),
      calls: robot.looksUp ? (callsIfAsked ?? calls) : calls,
    },
  };
};

export const guestsWith = (robot: Robot, guests: readonly Guest[]): Guest[] =>
  guests.map((guest) => guestWith(robot, guest));

/** Somebody who listens to the end does so for a whole second at least: some providers count no less. */
const heardMs = 1_100;

const scriptWith = (script: CallScriptInput): CallScriptInput => {
  const { answer = 'confirmed', talkMs = 0, decision = {} } = script;
  if (answer === 'hangup') return { ...script, talkMs: 0 };
  const longerMs = Math.max(0, heardMs - talkMs);
  // What comes late comes as late as in the story.
  const delayMs = Math.max(0, (decision.delayMs ?? 0) - longerMs);
  return { ...script, talkMs: talkMs + longerMs, decision: { ...decision, delayMs } };
};

/** What people do when a robot that only speaks calls them: they listen, or hang up at once. */
export const scriptsWith = (
  { asks }: Robot,
  scripts: ReadonlyMap<string, readonly CallScriptInput[]>,
): ReadonlyMap<string, readonly CallScriptInput[]> =>
  asks ? scripts : new Map([...scripts].map(([phone, calls]) => [phone, calls.map(scriptWith)]));
