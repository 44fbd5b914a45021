/** Whose exports the test builds replace: file → export → expression over the wrappers of marks/wrappers.ts. */
export type WrappedModules = Readonly<Record<string, Readonly<Record<string, string>>>>;

const dialer = 'apps/dialer/src/use-cases';
const notifier = 'apps/notifier/src';

const marked: WrappedModules = {
  [`${dialer}/claim-calls.ts`]: { claimCalls: "aroundCommit('intent')" },
  [`${dialer}/place-call.ts`]: { placeCall: 'aroundPlacing' },
  [`${dialer}/record-placement.ts`]: { recordPlacement: "aroundCommit('placement')" },
  [`${dialer}/file-onec-events.ts`]: { fileOnecEvents: "aroundCommit('filing')" },
  [`${dialer}/plan-bookings.ts`]: { planBookings: "aroundCommit('planning')" },
  [`${dialer}/watch-attempts.ts`]: { watchAttempts: "aroundCommit('watchdog')" },
  'apps/status/src/use-cases/apply-provider-events.ts': { applyProviderEvents: "aroundCommit('outcome')" },
  [`${notifier}/stores/delivery-store.ts`]: { createDeliveryStore: "aroundCommit('delivery')" },
  'libs/onec/src/push/onec-client.ts': { createOnecClient: 'aroundPush' },
  'apps/gateway/src/use-cases/accept.ts': { createInbox: 'aroundInbox' },
};

/** Rules in seconds, and a clock that can be stepped. */
const compressed: WrappedModules = {
  'libs/platform/bootstrap/src/run-app.ts': { runApp: 'steppedClock' },
  'libs/domain/src/reminder/refusal.ts': {
    retryAfterRefusal: 'shortRefusals',
    restAfterRefusal: 'shortRests',
  },
  [`${notifier}/use-cases/delivery.ts`]: { defaultPace: 'shortPace', pushTimeoutMs: 'shortPushTimeout' },
};

/** Builds that break a promise on purpose, and where they have to die for it to show. */
export const mutants = {
  'no-intent': {
    modules: { [`${dialer}/claim-calls.ts`]: { claimCalls: 'withoutIntent' } },
    marks: ['intent.before-commit'],
  },
} satisfies Record<string, { modules: WrappedModules; marks: readonly string[] }>;

export type Mutant = keyof typeof mutants;

export const wrappedModules = (mutant: Mutant | null): WrappedModules => ({
  ...marked,
  ...compressed,
  ...(mutant === null ? {} : mutants[mutant].modules),
});

const commits = ['intent', 'placement', 'filing', 'planning', 'watchdog', 'outcome', 'delivery'];
const requests = ['request', 'push', 'row', 'pointer'];

/** Every point at which an app can be made to die. */
const markNames: readonly string[] = [
  ...commits.flatMap((name) => [`${name}.before-commit`, `${name}.after-commit`]),
  ...requests.flatMap((name) => [`${name}.before`, `${name}.left`, `${name}.answered`]),
];

/** The points a run kills at. */
export const marksFor = (mutant: Mutant | null): readonly string[] =>
  mutant === null ? markNames : mutants[mutant].marks;
