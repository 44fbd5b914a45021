export { defineAdapter, refusalReasons } from './adapter.ts';
export type {
  Adapter,
  AdapterDependencies,
  AdapterInstance,
  Capabilities,
  Connection,
  ParseResult,
  PlaceResult,
  ProviderHttp,
  ProviderRequest,
  ProviderResponse,
  RefusalReason,
  ReminderCallIntent,
  Verification,
  Webhook,
  WebhookReply,
  WebhookRequest,
} from './adapter.ts';
export { secret, secretValues } from './secret.ts';
