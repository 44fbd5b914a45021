import { describe, expect, it } from 'vitest';
import { callScriptSchema } from '../script.ts';
import type { CallScriptInput } from '../script.ts';
import { planCall } from './robot-plan.ts';

const plan = (script: CallScriptInput, speaks = false) =>
  planCall(callScriptSchema.parse({ ringMs: 100, talkMs: 1000, ...script }), speaks);
const told = (script: CallScriptInput, speaks = false) =>
  plan(script, speaks)
    .news.toSorted((left, right) => left.atMs - right.atMs)
    .map(({ stage, answer, atMs }) => `${stage === 'marker' ? 'answered' : answer}@${atMs}`);

describe('plan of a call', () => {
  it('tells of the pick-up, then of what came out', () => {
    expect(told({ answer: 'confirmed' })).toEqual(['answered@100', 'confirmed@1100']);
    expect(told({ answer: 'operator' })).toEqual(['answered@100', 'operator@1100']);
    expect(told({ answer: 'hangup' })).toEqual(['answered@100', 'hangup@1100']);
  });

  it('tells of no pick-up where there was none, and nothing at all in silence', () => {
    expect(told({ answer: 'no_answer' })).toEqual(['no_answer@100']);
    expect(told({ answer: 'silence' })).toEqual([]);
  });

  it('comes to a message heard out where the robot only speaks', () => {
    expect(told({ answer: 'declined' }, true)).toEqual(['answered@100', 'informed@1100']);
    expect(told({ answer: 'hangup' }, true)).toEqual(['answered@100', 'hangup@1100']);
    expect(told({ answer: 'no_answer' }, true)).toEqual(['no_answer@100']);
  });

  it('holds the line while it rings and while they talk', () => {
    expect(plan({ answer: 'hangup' })).toMatchObject({ answeredMs: 100, endsMs: 1100 });
    expect(plan({ answer: 'no_answer' })).toMatchObject({ answeredMs: null, endsMs: 100 });
  });

  it('delays, repeats, loses and reorders webhooks, but not what they tell of', () => {
    expect(told({ decision: { delayMs: 5000 } })).toEqual(['answered@100', 'confirmed@6100']);
    expect(plan({ decision: { delayMs: 5000 } }).news[1]?.happenedMs).toBe(1100);
    expect(told({ decision: { copies: 3, copiesGapMs: 10 } })).toEqual([
      'answered@100',
      'confirmed@1100',
      'confirmed@1110',
      'confirmed@1120',
    ]);
    expect(told({ marker: { lost: true } })).toEqual(['confirmed@1100']);
    expect(told({ decision: { lost: true } })).toEqual(['answered@100']);
    expect(told({ order: 'reversed' })).toEqual(['confirmed@1100', 'answered@1130']);
  });

  it('can change its mind', () => {
    expect(told({ answer: 'declined', second: { answer: 'confirmed', afterMs: 400 } })).toEqual([
      'answered@100',
      'declined@1100',
      'confirmed@1500',
    ]);
  });
});
