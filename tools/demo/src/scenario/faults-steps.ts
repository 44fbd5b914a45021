import { flushRedis } from '../stage/flush-redis.ts';
import type { Stage } from '../stage/stage.ts';
import { troubled } from './troubled.ts';
import type { Step } from './step.ts';

/** `kill -9`; whoever supervises the app starts it again. */
const killApp = (stage: Stage, name: string): void => {
  for (const app of stage.system.processes) if (app.name === name) app.kill('SIGKILL');
};

const onecDownMs = 4_000;

const killedDuringCall = troubled.filter(({ n }) => n === 55);

/** What goes wrong in the course of the day. */
export const faultSteps: readonly Step[] = [
  {
    at: 15,
    say: '1С не отвечает 4 секунды',
    act: async ({ stage }) => stage.simulator.onec('clinic', { mode: 'down', for: { ms: onecDownMs } }),
  },
  {
    at: 17.9,
    say: 'провайдер недоступен: отказ на два запроса подряд',
    act: async ({ stage }) => stage.refuseCalls('unavailable', 2),
  },
  {
    at: 21.4,
    say: 'провайдер отказывает: слишком часто',
    act: async ({ stage }) => stage.refuseCalls('rate_limited', 1),
  },
  {
    at: 26,
    act: async (day) => {
      for (const guest of killedDuringCall) await day.untilRings(guest);
      day.say('kill -9 dialer, пока звонит телефон');
      killApp(day.stage, 'dialer');
    },
  },
  {
    at: 30.15,
    say: 'Redis теряет всё: FLUSHALL',
    act: ({ stage }) => flushRedis(stage.system.redisUrl),
  },
];
