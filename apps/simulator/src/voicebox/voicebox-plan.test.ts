import { describe, expect, it } from 'vitest';
import { callScriptSchema } from '../script.ts';
import type { CallScriptInput } from '../script.ts';
import { planCall } from './voicebox-plan.ts';
import { voiceboxAccountSchema } from './voicebox.settings.ts';

const account = voiceboxAccountSchema.parse({ words: { confirmed: 'Придёт' } });
const plan = (script: CallScriptInput) =>
  planCall(callScriptSchema.parse({ ringMs: 100, talkMs: 1000, ...script }), account);
const words = (script: CallScriptInput) =>
  plan(script)
    .webhooks.toSorted((left, right) => left.atMs - right.atMs)
    .map(({ response, atMs }) => `${response}@${atMs}`);

describe('plan of a call', () => {
  it('says that someone picked up, then the answer, in the words of the account', () => {
    expect(words({ answer: 'confirmed' })).toEqual(['Ошибка@100', 'Придёт@1100']);
    expect(words({ answer: 'declined' })).toEqual(['Ошибка@100', 'Отказ@1100']);
    expect(words({ answer: 'operator' })).toEqual(['Ошибка@100', 'Оператор@1100']);
  });

  it('says nothing more after a hang-up, only «Недозвон» without an answer, and nothing at all in silence', () => {
    expect(words({ answer: 'hangup' })).toEqual(['Ошибка@100']);
    expect(words({ answer: 'no_answer' })).toEqual(['Недозвон@100']);
    expect(words({ answer: 'silence' })).toEqual([]);
  });

  it('holds the line while it rings and while they talk', () => {
    expect(plan({ answer: 'hangup' }).endsAtMs).toBe(1100);
    expect(plan({ answer: 'no_answer' }).endsAtMs).toBe(100);
  });

  it('delays, repeats, loses and reorders webhooks', () => {
    expect(words({ decision: { delayMs: 5000 } })).toEqual(['Ошибка@100', 'Придёт@6100']);
    expect(words({ decision: { copies: 3, copiesGapMs: 10 } })).toEqual([
      'Ошибка@100',
      'Придёт@1100',
      'Придёт@1110',
      'Придёт@1120',
    ]);
    expect(words({ marker: { lost: true } })).toEqual(['Придёт@1100']);
    expect(words({ decision: { lost: true } })).toEqual(['Ошибка@100']);
    expect(words({ order: 'reversed' })[0]).toBe('Придёт@1100');
    expect(words({ order: 'reversed' })).toHaveLength(2);
  });

  it('can change its mind, and can use a word of its own that claims no answer', () => {
    expect(words({ answer: 'declined', second: { answer: 'confirmed', afterMs: 400 } })).toEqual([
      'Ошибка@100',
      'Отказ@1100',
      'Придёт@1500',
    ]);
    const own = plan({ word: 'Кто это?' }).webhooks[1];
    expect(own).toMatchObject({ response: 'Кто это?', answer: null });
  });
});
