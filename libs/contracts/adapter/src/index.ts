export { defineAdapter } from './adapter.ts';
export type { Adapter, AdapterDependencies, AdapterInstance, AdapterMethods } from './adapter.ts';
export type {
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
export { capabilityMethods } from './capabilities.ts';
export type { Capabilities, Capability } from './capabilities.ts';
export type {
  Connection,
  OpenedResponse,
  ProviderHttp,
  ProviderRequest,
  ProviderResponse,
  Unsent,
} from './http.ts';
export type {
  ChatFileIntent,
  ChatIntent,
  EmailIntent,
  Keyboard,
  Line,
  LineFilter,
  SmsIntent,
  Specialist,
  Subscriber,
  Treatment,
  TreatmentReference,
} from './messages.ts';
export { refusalReasons } from './results.ts';
export type {
  CommandResult,
  PlaceResult,
  ReadResult,
  RefusalReason,
  Refused,
  SendResult,
  Unclear,
} from './results.ts';
export { secret, secretValues } from './secret.ts';
export type {
  CreateProviderSimulator,
  ProviderSimulator,
  SimulatedAnswer,
  SimulatedCall,
  SimulatedReply,
  SimulatedRequest,
  SimulatedResult,
} from './simulator.ts';
export type {
  ParseResult,
  RouteAnswer,
  RouteQuestion,
  Routing,
  Verification,
  Webhook,
  WebhookReply,
  WebhookRequest,
} from './webhook.ts';
