import type { AdapterInstance, AdapterMethods, Routing, Webhook } from '@perezvon/contracts-adapter';

/** Told once per fault; `method` is the adapter's method that threw. */
export type ReportFault = (method: string, error: unknown) => void;

interface Guard<Result> {
  run: () => Result;
  otherwise: Result;
  report: ReportFault;
}

const attempt = <Result>(method: string, { run, otherwise, report }: Guard<Result>): Result => {
  try {
    return run();
  } catch (error) {
    report(method, error);
    return otherwise;
  }
};

/**
 * Keeps what an adapter throws inside its account: an exception becomes the safe answer of the contract. A call or message that was
 * being sent is unclear, for nobody knows how far it came; a question may be asked again.
 */
export const guardedInstance = (instance: AdapterInstance, report: ReportFault): AdapterInstance => {
  const { webhook, routing } = instance;
  return {
    ...guardedMethods(instance, report),
    ...(webhook === undefined ? {} : { webhook: guardedWebhook(webhook, report) }),
    ...(routing === undefined ? {} : { routing: guardedRouting(routing, report) }),
    close: () => attempt('close', { run: () => instance.close(), otherwise: undefined, report }),
  };
};

const guardedWebhook = (webhook: Webhook, report: ReportFault): Webhook => ({
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
});

const guardedRouting = (routing: Routing, report: ReportFault): Routing => ({
  read: (request) =>
    attempt('routing.read', {
      run: () => routing.read(request),
      otherwise: { ok: false, problem: 'ошибка адаптера' },
      report,
    }),
  reply: (answer, request) =>
    attempt('routing.reply', {
      run: () => routing.reply(answer, request),
      otherwise: { status: 200, headers: {}, body: '' },
      report,
    }),
});

/** What is guarded in its own way. */
const parts: ReadonlySet<string> = new Set(['webhook', 'routing', 'close']);

/** Methods that only ask: `listCalls`, `lookUpCall`, `openRecording`. */
const asks = /^(list|lookUp|open)/;

const faultOf = (method: string) =>
  asks.test(method)
    ? { kind: 'refused', reason: 'unavailable', detail: 'ошибка адаптера' }
    : { kind: 'unclear', detail: 'ошибка адаптера' };

const guardedMethods = (instance: AdapterInstance, report: ReportFault): Partial<AdapterMethods> =>
  Object.fromEntries(
    Object.entries(instance)
      .filter(([name]) => !parts.has(name))
      .map(([name, method]) => [name, guardedMethod(name, method as AnyMethod, report)]),
  );

type AnyMethod = (...given: unknown[]) => Promise<unknown>;

const guardedMethod =
  (name: string, method: AnyMethod, report: ReportFault): AnyMethod =>
  async (...given) => {
    try {
      return await method(...given);
    } catch (error) {
      report(name, error);
      return faultOf(name);
    }
  };
