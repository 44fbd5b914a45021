import type { z } from 'zod';
import type {
  CallListPage,
  CallListQuery,
  CallQuestion,
  CallRecord,
  CallReference,
  OpenedRecording,
  ReminderCallIntent,
  SaleTag,
  StartCallIntent,
  TransferIntent,
} from './calls.ts';
import type { Capabilities } from './capabilities.ts';
import type { Connection, ProviderHttp } from './http.ts';
import type {
  ChatFileIntent,
  ChatIntent,
  EmailIntent,
  Line,
  LineFilter,
  SmsIntent,
  Specialist,
  Subscriber,
  Treatment,
  TreatmentReference,
} from './messages.ts';
import type { CommandResult, PlaceResult, ReadResult, SendResult } from './results.ts';
import type { Routing, Webhook } from './webhook.ts';

/** Every outgoing method an adapter may have. None rejects: what goes wrong is a result. */
export interface AdapterMethods {
  placeReminderCall(intent: ReminderCallIntent): Promise<PlaceResult>;
  startCall(intent: StartCallIntent): Promise<PlaceResult>;
  hangUp(call: CallReference): Promise<CommandResult>;
  transferCall(intent: TransferIntent): Promise<CommandResult>;
  listCalls(query: CallListQuery): Promise<ReadResult<CallListPage>>;
  /** `null`: the provider surely never had such a call. */
  lookUpCall(question: CallQuestion): Promise<ReadResult<CallRecord | null>>;
  openRecording(recordingId: string): Promise<OpenedRecording>;
  tagSale(sale: SaleTag): Promise<CommandResult>;
  sendSms(intent: SmsIntent): Promise<SendResult>;
  sendEmail(intent: EmailIntent): Promise<SendResult>;
  sendChat(intent: ChatIntent): Promise<SendResult>;
  sendChatFile(intent: ChatFileIntent): Promise<SendResult>;
  listLines(): Promise<ReadResult<Line[]>>;
  listTreatments(filter: LineFilter): Promise<ReadResult<Treatment[]>>;
  listSubscribers(filter: LineFilter): Promise<ReadResult<Subscriber[]>>;
  listSpecialists(filter: LineFilter): Promise<ReadResult<Specialist[]>>;
  /** Ids of those who are free on the line now. */
  listAvailableSpecialists(line: { lineId: string }): Promise<ReadResult<string[]>>;
  /** `specialistId: null`: any who is free. */
  appointSpecialist(intent: TreatmentReference & { specialistId: string | null }): Promise<CommandResult>;
  rerouteTreatment(intent: TreatmentReference & { toLineId: string }): Promise<CommandResult>;
  closeTreatment(treatment: TreatmentReference): Promise<CommandResult>;
  /** `url`: ours, with its token. */
  setUpWebhook(url: string): Promise<CommandResult>;
}

/** What an adapter makes of one account's settings. A capability that is absent is a method that is absent. */
export interface AdapterInstance extends Partial<AdapterMethods> {
  /** Absent when the provider never sends us anything. */
  webhook?: Webhook;
  routing?: Routing;
  /** Frees sockets. */
  close(): void;
}

export interface AdapterDependencies {
  http: ProviderHttp;
  /** Now, as an instant. */
  clock: () => Date;
}

export interface Adapter<Schema extends z.ZodType = z.ZodType> {
  id: string;
  displayName: string;
  docsUrl: string;
  /** Strict. Fields made with `secret()` are masked everywhere. */
  settings: Schema;
  capabilities: Capabilities;
  connection(settings: z.output<Schema>): Connection;
  create(settings: z.output<Schema>, dependencies: AdapterDependencies): AdapterInstance;
}

/** Ties the type of `create`'s settings to the schema. */
export const defineAdapter = <Schema extends z.ZodType>(adapter: Adapter<Schema>): Adapter<Schema> => adapter;
