import type { Core, Party } from '../party.ts';
import { createRobot } from './robot.ts';
import type { Robot } from './robot.ts';

/** Part of a path and of addresses in settings, so nothing that would have to be escaped. */
const nameShape = /^[\w.-]{1,100}$/;

/** Providers whose robot calls patients, `/robots/{name}/…`: any number of accounts at any of them. */
export const createRobots = (core: Core): Party => {
  const robots = new Map<string, Robot>();
  return {
    handle: async (exchange) => {
      const robot = robots.get(exchange.segments[1] ?? '');
      if (robot) await robot.handle(exchange);
      else exchange.replyJson(404, { error: 'no such robot' });
    },
    control: ([name = ''], body) => {
      if (!nameShape.test(name)) throw new Error(`no name of a robot: ${name}`);
      const robot = robots.get(name);
      if (robot) robot.control(body);
      else robots.set(name, createRobot(core, name, body));
    },
    busy: () => [...robots.values()].reduce((sum, robot) => sum + robot.busy(), 0),
    stop: () => robots.forEach((robot) => robot.stop()),
  };
};
