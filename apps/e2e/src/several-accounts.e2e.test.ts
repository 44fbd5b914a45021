import { robotNamed } from '@perezvon/tools-demo';
import { expect, test, vi } from 'vitest';
import { confirms } from './answers.ts';
import { patience, useClinic } from './clinic.ts';

const clinic = useClinic({ spare: robotNamed('exolve') });

/** What 1C was told of accounts, in order. */
const switches = () =>
  clinic.stage.simulator.ledger
    .snapshot()
    .events.filter(({ type, status }) => type === 'account.switched' && status === 'accepted')
    .map(({ data }) => data);

test('another provider takes over when the first is out of money, and gives way when it is not', async () => {
  clinic.stage.refuseCalls('no_money', 1_000);
  const visits = Array.from({ length: 5 }, () => clinic.visit({ calls: [confirms] }));
  for (const visit of visits) await clinic.write(visit);
  for (const visit of visits) {
    const final = (await clinic.untilFinal(visit)).at(-1);
    // The second one's robot cannot ask.
    expect([final?.type, final?.data['provider']]).toEqual(['booking.informed', 'exolve']);
    expect(clinic.callsTo(visit)).toHaveLength(1);
  }
  expect(switches()).toMatchObject([
    { from_account: 'mtt-main', to_account: 'spare', is_fallback: true, reason_code: 'no_money' },
  ]);

  clinic.stage.refuseCalls('no_money', 0);
  await vi.waitFor(async () => {
    const visit = clinic.visit({ calls: [confirms] });
    await clinic.write(visit);
    const final = (await clinic.untilFinal(visit)).at(-1);
    expect([final?.type, final?.data['provider']]).toEqual(['booking.confirmed', 'mtt-voicebox']);
  }, patience);
  await vi.waitFor(
    () =>
      expect(switches().at(-1)).toMatchObject({
        from_account: 'spare',
        to_account: 'mtt-main',
        is_fallback: false,
        reason_code: 'restored',
      }),
    patience,
  );
  await clinic.untilQuiet();
  clinic.expectKept();
});
