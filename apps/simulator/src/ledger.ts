import type { CallScript } from './script.ts';

/** All times are ISO instants by the simulator's clock; `sequence` orders records of every kind. */
export interface WebhookRecord {
  sequence: number;
  at: string;
  /** `marker` = picked up, `decision` = the answer, `second` = another answer to the same call. */
  stage: 'marker' | 'decision' | 'second';
  /** What the call came to, as it told; null for the marker and for a word of the script's own. */
  answer: string | null;
  /** Its body, or its query when it has none. */
  body: string;
  malformed: string | null;
  /** HTTP status of our side; null: none came (`error` says why). */
  status: number | null;
  error: string | null;
  endedAt: string | null;
}

/** One well-formed request to place a call, whether or not it led to one; others are violations. */
export interface CallRecord {
  sequence: number;
  /** The adapter's id. */
  provider: string;
  /** The robot's name. */
  account: string;
  /** The provider's call id, as in its webhooks. */
  id: string;
  phone: string;
  /** Our attempt id; null when the provider takes none. */
  guid: string | null;
  /** Given to a text that lies at the provider. */
  name: string | null;
  visit: string | null;
  /** The words a patient would hear, where they stand in the request. */
  spoken: string | null;
  requestedAt: string;
  /** A telephone rang. */
  placed: boolean;
  /** How the placing request was answered: a reply kind, or `status NNN`. */
  replied: string;
  /** The call id that the reply gave; null when it gave none. */
  replyId: string | null;
  /** Whether the webhooks carry the guid. */
  echoesGuid: boolean;
  answeredAt: string | null;
  endedAt: string | null;
  scenario: CallScript;
  webhooks: WebhookRecord[];
}

/** One arrival of one event at 1C. */
export interface EventRecord {
  sequence: number;
  at: string;
  infobase: string;
  id: string;
  seq: string;
  type: string;
  subject: string;
  time: string | null;
  data: Readonly<Record<string, unknown>>;
  batch: string | null;
  /** The `sequence` of the request that brought it. */
  request: number;
  /** What 1C did with it; only `accepted` and `ignored` are kept, `duplicate` was kept before. */
  status: 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'retry';
  /** The `sequence` of the first kept arrival. */
  duplicateOf: number | null;
}

/** One request at 1C. */
export interface RequestRecord {
  sequence: number;
  at: string;
  infobase: string;
  mode: string;
  /** null: no reply left. */
  status: number | null;
  events: number;
  bytes: number;
  /** Requests in progress at that infobase, this one included. */
  parallel: number;
  batch: string | null;
  signature: 'valid' | 'invalid' | 'missing' | 'unchecked';
  headers: Readonly<Record<string, string>>;
}

/** Something other than a call that a provider was made to do. */
export interface EffectRecord {
  sequence: number;
  at: string;
  party: string;
  effect: Readonly<Record<string, unknown>>;
}

/** The other side broke the rules of a party. */
export interface ViolationRecord {
  sequence: number;
  at: string;
  party: string;
  kind: string;
  detail: string;
  /** Call guid, event id or the like. */
  reference: string | null;
}

export interface LedgerSnapshot {
  calls: readonly CallRecord[];
  events: readonly EventRecord[];
  requests: readonly RequestRecord[];
  effects: readonly EffectRecord[];
  violations: readonly ViolationRecord[];
  /** Highest number at once, by party: `robots/mtt-main`, `onec/clinic`. */
  peaks: Readonly<Record<string, number>>;
}

type New<RecordType, Omitted extends string = never> = Omit<RecordType, 'sequence' | Omitted>;

export interface Ledger {
  now(): string;
  addCall(call: New<CallRecord, 'requestedAt' | 'answeredAt' | 'endedAt' | 'webhooks'>): CallRecord;
  addWebhook(
    call: CallRecord,
    webhook: Pick<WebhookRecord, 'stage' | 'answer' | 'body' | 'malformed'>,
  ): WebhookRecord;
  addEvent(event: New<EventRecord, 'at'>): EventRecord;
  addRequest(request: New<RequestRecord, 'at'>): RequestRecord;
  addEffect(effect: New<EffectRecord, 'at'>): void;
  addViolation(violation: New<ViolationRecord, 'at'>): void;
  peak(key: string, count: number): void;
  /** The arrival at which this infobase first kept the event. */
  keptEvent(infobase: string, eventId: string): EventRecord | undefined;
  snapshot(): LedgerSnapshot;
  clear(): void;
}

const isKept = (event: Pick<EventRecord, 'status'>): boolean =>
  event.status === 'accepted' || event.status === 'ignored';

interface Pages {
  calls: CallRecord[];
  events: EventRecord[];
  requests: RequestRecord[];
  effects: EffectRecord[];
  violations: ViolationRecord[];
  peaks: Record<string, number>;
  /** First kept arrival by infobase and event id. */
  kept: Map<string, EventRecord>;
}

const emptyPages = (): Pages => ({
  calls: [],
  events: [],
  requests: [],
  effects: [],
  violations: [],
  peaks: {},
  kept: new Map(),
});

const push = <RecordType>(list: RecordType[], record: RecordType): RecordType => {
  list.push(record);
  return record;
};

const copyOf = ({ calls, events, requests, effects, violations, peaks }: Pages): LedgerSnapshot => ({
  calls: [...calls],
  events: [...events],
  requests: [...requests],
  effects: [...effects],
  violations: [...violations],
  peaks: { ...peaks },
});

/** Everything the far side saw, in memory: what the tests judge the system by. */
export const createLedger = (clock: () => Date): Ledger => {
  let pages = emptyPages();
  let sequence = 0;
  const now = (): string => clock().toISOString();
  const stamp = (): { sequence: number; at: string } => ({ sequence: (sequence += 1), at: now() });
  return {
    now,
    addCall: (call) => {
      const { sequence: number, at } = stamp();
      const begun = { sequence: number, requestedAt: at, answeredAt: null, endedAt: null, webhooks: [] };
      return push(pages.calls, { ...call, ...begun });
    },
    addWebhook: (call, webhook) =>
      push(call.webhooks, { ...stamp(), ...webhook, status: null, error: null, endedAt: null }),
    addEvent: (event) => {
      const record = push(pages.events, { ...stamp(), ...event });
      if (isKept(record)) pages.kept.set(`${record.infobase} ${record.id}`, record);
      return record;
    },
    addRequest: (request) => push(pages.requests, { ...stamp(), ...request }),
    addEffect: (effect) => {
      push(pages.effects, { ...stamp(), ...effect });
    },
    addViolation: (violation) => {
      push(pages.violations, { ...stamp(), ...violation });
    },
    peak: (key, count) => {
      pages.peaks[key] = Math.max(pages.peaks[key] ?? 0, count);
    },
    keptEvent: (infobase, eventId) => pages.kept.get(`${infobase} ${eventId}`),
    snapshot: () => copyOf(pages),
    clear: () => {
      pages = emptyPages();
    },
  };
};
