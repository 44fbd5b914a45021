import { expect, test } from 'vitest';
import type { Finding } from '../findings.ts';
import { robotNamed } from '../stage/robot.ts';
import type { Told } from './ending.ts';
import { robotCheck } from './robot-check.ts';

const told = (type: string, data: Told['data'] = {}): Told => ({
  subject: 'b',
  type: `booking.${type}`,
  data: { final: true, ...data },
});
const isKept = (robot: string, ...events: Told[]): boolean =>
  robotCheck(robotNamed(robot), [{ told: events } as unknown as Finding]).ok;

const informed = { provider: 'exolve', response: null };
const confirmed = { provider: 'mtt-voicebox', response: 1 };

test('a robot that only speaks informs, finally and without a decision', () => {
  expect(isKept('exolve', told('informed', informed))).toBe(true);
  expect(isKept('exolve', told('informed', { ...informed, final: false, correction: true }))).toBe(true);
  expect(isKept('exolve', told('informed', { ...informed, final: false, stale: true }))).toBe(true);
  expect(isKept('exolve', told('informed', { ...informed, final: false }))).toBe(false);
  expect(isKept('exolve', told('informed', { ...informed, response: 1 }))).toBe(false);
  expect(isKept('exolve', told('informed', informed), told('declined', informed))).toBe(false);
  expect(isKept('exolve', told('no_answer'))).toBe(false);
});

test('a robot that asks brings decisions and informs nobody', () => {
  expect(isKept('mtt-voicebox', told('confirmed', confirmed))).toBe(true);
  expect(isKept('mtt-voicebox', told('confirmed', confirmed), told('informed', confirmed))).toBe(false);
  expect(isKept('mtt-voicebox', told('no_answer'))).toBe(false);
});

test('1C is told by whose robot', () => {
  expect(isKept('sipuni', told('informed', informed))).toBe(false);
});
