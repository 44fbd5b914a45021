import { describe, expect, it } from 'vitest';
import { callScriptSchema, createScripts, placesCall, replyKinds } from './script.ts';

const phone = '79161234567';

describe('phone scripts', () => {
  it('play one entry per call in order and repeat the last', () => {
    const scripts = createScripts('1');
    scripts.setPhone(phone, [{ answer: 'no_answer' }, { answer: 'hangup' }, { answer: 'confirmed' }]);
    expect([1, 2, 3, 4, 5].map(() => scripts.next(phone).answer)).toEqual([
      'no_answer',
      'hangup',
      'confirmed',
      'confirmed',
      'confirmed',
    ]);
  });

  it('start anew when they are set again', () => {
    const scripts = createScripts('1');
    scripts.setPhone(phone, [{ answer: 'declined' }, { answer: 'hangup' }]);
    scripts.next(phone);
    scripts.setPhone(phone, [{ answer: 'declined' }, { answer: 'hangup' }]);
    expect(scripts.next(phone).answer).toBe('declined');
  });

  it('refuse what they do not know', () => {
    const scripts = createScripts('1');
    expect(() => scripts.setPhone(phone, [])).toThrow();
    expect(() => scripts.setPhone(phone, [{ anwser: 'confirmed' } as never])).toThrow(/anwser/);
  });
});

describe('default script', () => {
  const defaults = {
    answers: { confirmed: 1, declined: 1, hangup: 1 },
    faults: { duplicate: 0.5, reversed: 0.5, lost: 0.2, late: 0.2, beforeReply: 0.2, malformed: 0.2 },
  };
  const scriptsOf = (seed: string) => {
    const scripts = createScripts(seed);
    scripts.setDefaults(defaults);
    return scripts;
  };

  it('gives every phone the same calls for a seed, in whatever order the phones are called', () => {
    const [forward, backward] = [scriptsOf('42'), scriptsOf('42')];
    const phones = Array.from({ length: 50 }, (_, index) => `7916000${1000 + index}`);
    const first = new Map(phones.map((number) => [number, [forward.next(number), forward.next(number)]]));
    for (const number of phones.toReversed()) {
      expect([backward.next(number), backward.next(number)]).toEqual(first.get(number));
    }
  });

  it('differs between seeds, phones and calls', () => {
    const drawn = ['1', '2'].flatMap((seed) => {
      const scripts = scriptsOf(seed);
      return ['79160000001', '79160000002'].flatMap((number) => [scripts.next(number), scripts.next(number)]);
    });
    expect(new Set(drawn.map((script) => JSON.stringify(script))).size).toBeGreaterThan(5);
  });
});

describe('placing', () => {
  it('makes no call for a refusal, an early reset and a lost request, and one for every other reply', () => {
    const without = replyKinds.filter((reply) => !placesCall(callScriptSchema.parse({ reply })));
    expect(without).toEqual(['status', 'refused', 'reset_before', 'timeout_before']);
  });

  it('lets a script make the call behind an error of a proxy', () => {
    expect(placesCall(callScriptSchema.parse({ reply: 'status', status: 502, placed: true }))).toBe(true);
  });
});
