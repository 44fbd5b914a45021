import { describe, expect, it } from 'vitest';
import { createSessions } from './onec-sessions.ts';
import { onecSettingsSchema } from './onec.settings.ts';

const setUp = (sessions: 'dont_use' | 'auto_use' | 'use') => {
  const clock = { now: 0 };
  const pool = createSessions(() => clock.now);
  const settings = onecSettingsSchema.parse({ sessions, sessionStartMs: 300 });
  return { clock, pool, enter: (headers = {}) => pool.enter(headers, settings) };
};
const entered = (entry: ReturnType<ReturnType<typeof createSessions>['enter']>) => {
  if (entry.kind === 'refused') throw new Error(entry.text);
  return entry;
};

describe('1C sessions', () => {
  it('cost a start at every request without reuse', () => {
    const { enter } = setUp('dont_use');
    entered(enter()).leave();
    expect(entered(enter()).delayMs).toBe(300);
  });

  it('are reused while idle and young, one per request in progress', () => {
    const { clock, enter } = setUp('auto_use');
    const first = entered(enter());
    expect(first.delayMs).toBe(300);
    expect(entered(enter()).delayMs).toBe(300);
    first.leave();
    expect(entered(enter()).delayMs).toBe(0);
    first.leave();
    clock.now = 20_001;
    expect(entered(enter()).delayMs).toBe(300);
  });

  it('want the header or the cookie when the client manages them', () => {
    const { enter } = setUp('use');
    expect(enter()).toMatchObject({ kind: 'refused', text: expect.stringContaining('IBSession') });
    const { cookie } = entered(enter({ ibsession: 'start' }));
    expect(entered(enter({ cookie: `a=b; ibsession=${cookie}` })).delayMs).toBe(0);
    entered(enter({ cookie: `ibsession=${cookie}`, ibsession: 'finish' }));
    expect(enter({ cookie: `ibsession=${cookie}` }).kind).toBe('refused');
  });

  it('die of age and of a restart', () => {
    const { clock, pool, enter } = setUp('use');
    const old = entered(enter({ ibsession: 'start' })).cookie;
    clock.now = 20_001;
    expect(enter({ cookie: `ibsession=${old}` }).kind).toBe('refused');
    const young = entered(enter({ ibsession: 'start' })).cookie;
    pool.drop();
    expect(enter({ cookie: `ibsession=${young}` }).kind).toBe('refused');
  });
});
