import { expect, test } from 'vitest';
import { robotNamed } from '../stage/robot.ts';
import { guestsWith, scriptsWith } from './by-robot.ts';
import { answers, confirms, hangsUp, misses, type Guest } from './guest.ts';

const guest: Guest = {
  n: 1,
  at: 0,
  name: 'Абрамова Вера',
  story: 'подтверждает',
  expect: { ending: ['confirmed', 'no_window'], calls: 2, callsIfAsked: [1, 2] },
};
const expectedWith = (robot: string) => guestsWith(robotNamed(robot), [guest])[0]?.expect;

test('with a robot that only speaks whoever would answer is informed', () => {
  expect(expectedWith('exolve')?.ending).toEqual(['informed', 'no_window']);
  expect(expectedWith('comagic')?.ending).toEqual(['confirmed', 'no_window']);
});

test('a provider that can be asked may spare a call', () => {
  expect(expectedWith('mtt-voicebox')?.calls).toBe(2);
  expect(expectedWith('comagic')?.calls).toEqual([1, 2]);
});

test('people listen to a robot that only speaks for a second, or hang up at once', () => {
  const late = confirms({ decision: { delayMs: 5_000 } });
  const scripts = new Map([['7900', [late, answers('declined'), hangsUp, misses]]]);
  const heard = scriptsWith(robotNamed('sipuni'), scripts).get('7900');
  expect(heard?.map(({ talkMs }) => talkMs)).toEqual([1_100, 1_100, 0, 1_100]);
  expect(heard?.[0]?.decision?.delayMs).toBe(4_600);
  expect(scriptsWith(robotNamed('comagic'), scripts)).toBe(scripts);
});
