import type { OpenedResponse, ProviderResponse, Unsent } from '@perezvon/contracts-adapter';

/** What `send` or `open` gives. */
export type Answer = ProviderResponse | OpenedResponse;

/** A request without a reply. */
export type Unanswered = Unsent | { kind: 'lost'; detail: string };

/** The provider, or the way to it, is at fault: not the request. */
export const isFault = (answer: Answer): boolean => answer.kind !== 'reply' || answer.status >= 500;
