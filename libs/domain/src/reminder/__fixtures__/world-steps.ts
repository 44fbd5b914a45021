import { dial, command, isDue, plan, reply, write } from './world-dialer.ts';
import { attemptAt, hear, watch } from './world-status.ts';
import { later, type Step, type World } from './world.ts';

/** The next moment at which dialer or watchdog have something to do; null when nothing is left. */
export const nextDue = ({ reminders, attempts, now }: World): Date | null => {
  const due = reminders.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
  const waited = attempts.filter(({ state, known }) => state !== 'refused' && known.endedAt === null);
  const moments = [...due, ...waited.map(({ deadlineAt }) => deadlineAt)].map((at) => at.getTime());
  return moments.length === 0 ? null : new Date(Math.max(now.getTime(), Math.min(...moments)));
};

type Steps = { [Do in Step['do']]: (world: World, step: Step & { do: Do }) => void };

const steps: Steps = {
  write,
  command,
  plan: (world) => {
    for (const booking of world.bookings) if (booking.pending) plan(world, booking);
  },
  dial: (world) => {
    for (const reminder of world.reminders) if (isDue(world, reminder)) dial(world, reminder);
  },
  reply: (world, { attempt: index, result }) => {
    const attempt = attemptAt(world, index);
    if (attempt !== undefined) reply(world, attempt, result);
  },
  word: hear,
  watch,
  pass: (world, { minutes }) => {
    world.now = later(world.now, minutes);
  },
  wait: (world) => {
    world.now = nextDue(world) ?? world.now;
  },
};

/** Takes one step of the outer world. */
export const perform = (world: World, step: Step): void => {
  (steps[step.do] as (world: World, step: Step) => void)(world, step);
};
