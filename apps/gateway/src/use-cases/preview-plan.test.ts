import { describe, expect, it } from 'vitest';
import { previewPlan } from './preview-plan.ts';

const infobase = {
  id: 'clinic',
  name: 'Клиника',
  timezone: 'Europe/Moscow',
  legacyCp1251: false,
  secrets: [],
  deliveryMode: 'pull' as const,
};

const preview = (callsAt: readonly string[], lines: { concurrentCalls: number; callsPerSecond: number }) =>
  previewPlan({
    store: {
      findPlanned: async () =>
        callsAt.map((at) => ({
          externalId: 'b',
          accountId: 'a',
          dueAt: new Date(at),
          closesAt: new Date(at),
        })),
      findSkipped: async () => [
        { bookingId: 'b-9', reason: 'bad_phone', summary: 'Нет пригодного номера телефона' },
      ],
    },
    infobase,
    date: '2026-06-03',
    leadHours: 24,
    lines,
  });

describe('the plan of a day', () => {
  it('counts calls by the hours of the infobase', async () => {
    const plan = await preview(['2026-06-03T06:00:00Z', '2026-06-03T06:59:00Z', '2026-06-03T17:00:00Z'], {
      concurrentCalls: 10,
      callsPerSecond: 2,
    });
    expect(plan.hours).toEqual([
      { hour: '09:00', calls: 2 },
      { hour: '20:00', calls: 1 },
    ]);
    expect(plan).toMatchObject({ calls: 3, skipped_count: 1, shortage_from: null });
  });

  it('says from which hour on the lines do not suffice, counting what was left over before', async () => {
    const at = (hour: string, count: number) =>
      Array.from({ length: count }, () => `2026-06-03T${hour}:00:00Z`);
    const oneLine = { concurrentCalls: 1, callsPerSecond: 1 };
    expect((await preview([...at('06', 60), ...at('07', 60)], oneLine)).shortage_from).toBeNull();
    expect((await preview([...at('06', 40), ...at('07', 61)], oneLine)).shortage_from).toBe('10:00');
  });
});
