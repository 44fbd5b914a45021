import type {
  Adapter,
  AdapterInstance,
  AdapterMethods,
  CreateProviderSimulator,
  PlaceResult,
  RouteAnswer,
  RouteQuestion,
  SimulatedCall,
  SimulatedReply,
  WebhookReply,
  WebhookRequest,
} from '@perezvon/contracts-adapter';
import type { ProviderEvent } from '@perezvon/contracts-events';

/** Settings as they stand in YAML, before the adapter's schema. */
export type RawSettings = Readonly<Record<string, unknown>>;

export interface WebhookFixture {
  name: string;
  request: WebhookRequest;
  events: readonly ProviderEvent[];
}

/** How the provider proves that a webhook is its own. */
export type WebhookSecurity =
  /** It proves nothing (only the token in the URL protects, which is the gateway's): say why. */
  | { kind: 'none'; reason: string }
  | {
      kind: 'signed';
      /** Settings with the proof switched on; `settings` of the conformance otherwise. */
      settings?: (origin: string) => RawSettings;
      /** The same, with another secret. */
      otherSecret: (origin: string) => RawSettings;
      /** The request as the provider would send it, for `settings`. */
      sign: (request: WebhookRequest) => WebhookRequest;
      /** Where the proof stands: a header, or a field of the form. */
      proof: { header: string } | { formField: string };
      /** Does the proof cover the body, so that a changed body is refused? */
      coversBody: boolean;
    };

export interface WebhookConformance {
  security: WebhookSecurity;
  fixtures: readonly WebhookFixture[];
  /** Authentic, with a status nobody has heard of. */
  unknownStatus: WebhookRequest;
}

/** A reply of the provider's own, and what the adapter must make of it (compared with `toMatchObject`). */
export interface ReplyCase<Expected> {
  name: string;
  reply: SimulatedReply;
  expected: Expected;
}

/** The part of a result that counts; details are for people. */
export type Expected<Result> = Result extends { kind: infer Kind } ? { kind: Kind } & Partial<Result> : never;

export interface ReminderCallConformance {
  /** Replies 2xx whose meaning is the provider's own. */
  replies?: readonly ReplyCase<Expected<PlaceResult>>[];
  /** Where the provider's meaning of a status differs from the usual one. */
  statuses?: Readonly<Partial<Record<number, Expected<PlaceResult>>>>;
}

export interface RoutingConformance {
  questions: readonly { name: string; request: WebhookRequest; question: RouteQuestion }[];
  answers: readonly {
    name: string;
    request: WebhookRequest;
    answer: RouteAnswer;
    reply: Pick<WebhookReply, 'status' | 'body'>;
  }[];
}

/**
 * One outgoing method other than placing a reminder call, tried against the simulator. `ask`: the simulated provider is not changed,
 * so a fault on the way is a refusal; `act`: it may have been done, so a fault on the way is unclear and nothing is ever sent twice.
 */
export interface OperationConformance {
  method: Exclude<keyof AdapterMethods, 'placeReminderCall'>;
  /** Distinguishes several operations of one method. */
  name: string;
  kind: 'ask' | 'act';
  run: (instance: AdapterInstance) => Promise<unknown>;
  /** Compared with `toMatchObject`. */
  expected: unknown;
  /** What the simulator must have been made to do (`toMatchObject`); requests it refuses fail the check. */
  effects?: readonly RawSettings[];
  /** Calls the simulated provider has, for methods that list or look up. */
  calls?: readonly SimulatedCall[];
  /** Texts of the request that must stand in no result of a failure: phones, names, messages. */
  personal?: readonly string[];
  /** HTTP requests it takes; 1 unless told. */
  requests?: number;
  replies?: readonly ReplyCase<unknown>[];
  statuses?: Readonly<Partial<Record<number, unknown>>>;
}

/** What the suite must know of an adapter. `origin`: the simulator's, to be put into the settings. */
export interface AdapterConformance {
  settings: (origin: string) => RawSettings;
  /** Dotted paths; each one missing must be an error. */
  requiredSettings: readonly string[];
  /** Dotted paths of all secrets in `settings`. */
  secretSettings: readonly string[];
  badSettings?: readonly { name: string; change: RawSettings; path: string }[];
  /** Makes the far side from the adapter's raw settings. */
  simulator: CreateProviderSimulator;
  /** For adapters with a webhook. */
  webhook?: WebhookConformance;
  /** For adapters with this capability. */
  reminderCall?: ReminderCallConformance;
  /** For adapters with the capability `inboundRouting`. */
  routing?: RoutingConformance;
  /** At least one for every other method. */
  operations?: readonly OperationConformance[];
  /** For providers that are not spoken to by HTTP (SMTP): why the checks of the wire are the adapter's own tests. */
  ownTransport?: { reason: string };
}

export interface Subject {
  adapter: Adapter;
  conformance: AdapterConformance;
}

/** One line of the report; `run` throws when the adapter does not conform. */
export interface Check {
  name: string;
  run: () => void | Promise<void>;
}
