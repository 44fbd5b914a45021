import type { Adapter, RefusalReason, WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';

/** Settings as they stand in YAML, before the adapter's schema. */
export type RawSettings = Readonly<Record<string, unknown>>;

export interface WebhookFixture {
  name: string;
  request: WebhookRequest;
  events: readonly CallEvent[];
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
      /** The header that carries the proof. */
      header: string;
      /** Does the proof cover the body, so that a changed body is refused? */
      coversBody: boolean;
    };

/** A request as the simulator got it. */
export interface SimulatedRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface SimulatedReply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

export interface ReminderCallConformance {
  /**
   * The provider: checks the request as strictly as the real one (throws when it would refuse), and answers. `providerCallId`: what
   * the adapter must make of the reply; it must differ from call to call.
   */
  take(request: SimulatedRequest): { phone: string; providerCallId: string | null; reply: SimulatedReply };
  /** Replies 2xx whose meaning is the provider's own. */
  replies?: readonly { name: string; reply: SimulatedReply; expected: ExpectedPlace }[];
  /** Where the provider's meaning of a status differs from the usual one. */
  statuses?: Readonly<Partial<Record<number, ExpectedPlace>>>;
}

export type ExpectedPlace =
  | { kind: 'placed'; providerCallId: string | null }
  | { kind: 'refused'; reason: RefusalReason }
  | { kind: 'unclear' };

/** What the suite must know of an adapter. `origin`: the simulator's, to be put into the settings. */
export interface AdapterConformance {
  settings: (origin: string) => RawSettings;
  /** Dotted paths; each one missing must be an error. */
  requiredSettings: readonly string[];
  /** Dotted paths of all secrets in `settings`. */
  secretSettings: readonly string[];
  badSettings?: readonly { name: string; change: RawSettings; path: string }[];
  webhook: {
    security: WebhookSecurity;
    fixtures: readonly WebhookFixture[];
    /** Authentic, with a status nobody has heard of. */
    unknownStatus: WebhookRequest;
  };
  /** For adapters with this capability. */
  reminderCall?: ReminderCallConformance;
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
