import { expect, test } from 'vitest';
import { whyWord } from './findings.ts';

const verdict = { summary: 'Пациент просил не звонить', next_at: null, rules: [1, 2, 3] };

test('a refusal is told by the rule that refused', () => {
  expect(whyWord({ verdicts: [{ ...verdict, verdict: 'end' }] })).toBe('Пациент просил не звонить');
});

test('a call is told by the rules that were all for it', () => {
  expect(whyWord({ verdicts: [{ ...verdict, verdict: 'call' }] })).toContain('все 3 правил');
});

test('waiting is told by its end, in wall time', () => {
  const waiting = { ...verdict, verdict: 'wait' as const, next_at: '2026-06-04T11:30:00+03:00' };
  expect(whyWord({ verdicts: [waiting] })).toBe('ждать до 2026-06-04 11:30:00');
});

test('without any verdict there is nothing to tell', () => {
  expect(whyWord({ verdicts: [] })).toBe('—');
});
