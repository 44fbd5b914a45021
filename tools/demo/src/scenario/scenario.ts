import type { CallScriptInput } from '@perezvon/simulator';
import { changes } from './changes.ts';
import { changeSteps, correctedPhone } from './changes-steps.ts';
import { faultSteps } from './faults-steps.ts';
import { confirms, dialledBy, type Guest } from './guest.ts';
import { ordinary } from './ordinary.ts';
import { others } from './others.ts';
import { postingSteps } from './posting-steps.ts';
import { refused } from './refused.ts';
import type { Step } from './step.ts';
import { troubled } from './troubled.ts';
import { webhooks } from './webhooks.ts';

export const guests: readonly Guest[] = [
  ...ordinary,
  ...refused,
  ...changes,
  ...webhooks,
  ...troubled,
  ...others,
];

const signposts: readonly Step[] = [
  { at: 0, say: 'утро: 1С присылает записи на завтра', act: async () => undefined },
  { at: 1, say: 'записи, о которых звонить нельзя', act: async () => undefined },
  { at: 9, say: 'веб-хуки теряются, повторяются, опаздывают', act: async () => undefined },
  { at: 24, say: 'провайдер берёт звонки, но не отвечает', act: async () => undefined },
  { at: 32, say: 'пакет с негодным событием и заказ старым модулем', act: async () => undefined },
];

/** Everything that happens, in order of time. */
export const steps: readonly Step[] = [
  ...signposts,
  ...postingSteps(guests),
  ...changeSteps,
  ...faultSteps,
].sort((left, right) => left.at - right.at);

/** What the called people do, by telephone. */
export const phoneScripts: ReadonlyMap<string, readonly CallScriptInput[]> = new Map([
  ...guests.flatMap((guest) => (guest.calls ? [[dialledBy(guest), guest.calls] as const] : [])),
  [correctedPhone, [confirms()]] as const,
]);
