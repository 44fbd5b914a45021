import type { AdapterInstance } from '@perezvon/contracts-adapter';

/** Told once per fault; `method` is the adapter's method that threw. */
export type ReportFault = (method: string, error: unknown) => void;

const attempt = <Result>(method: string, { run, otherwise, report }: Guard<Result>): Result => {
  try {
    return run();
  } catch (error) {
    report(method, error);
    return otherwise;
  }
};

interface Guard<Result> {
  run: () => Result;
  otherwise: Result;
  report: ReportFault;
}

/**
 * Keeps what an adapter throws inside its account: an exception becomes the safe answer of the contract. A call that was being
 * placed is unclear, for nobody knows how far it came.
 */
export const guardedInstance = (instance: AdapterInstance, report: ReportFault): AdapterInstance => {
  const { webhook } = instance;
  const placeReminderCall = instance.placeReminderCall?.bind(instance);
  return {
    webhook: {
      verify: (request) =>
        attempt('verify', {
          run: () => webhook.verify(request),
          otherwise: { ok: false, reason: 'adapter fault' },
          report,
        }),
      parse: (request) =>
        attempt('parse', {
          run: () => webhook.parse(request),
          otherwise: { ok: false, problem: 'ошибка адаптера' },
          report,
        }),
      reply: (request) =>
        attempt('reply', {
          run: () => webhook.reply(request),
          otherwise: { status: 200, headers: {}, body: '' },
          report,
        }),
    },
    ...(placeReminderCall === undefined
      ? {}
      : { placeReminderCall: guardedPlacing(placeReminderCall, report) }),
    close: () => attempt('close', { run: () => instance.close(), otherwise: undefined, report }),
  };
};

type PlaceReminderCall = NonNullable<AdapterInstance['placeReminderCall']>;

const guardedPlacing =
  (place: PlaceReminderCall, report: ReportFault): PlaceReminderCall =>
  async (intent) => {
    try {
      return await place(intent);
    } catch (error) {
      report('placeReminderCall', error);
      return { kind: 'unclear', detail: 'ошибка адаптера' };
    }
  };
