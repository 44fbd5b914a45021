/** Every way in which this project's own code fails. Closed: a boundary switches over it exhaustively. */
export type FaultCode =
  | 'invalid_input'
  | 'invalid_configuration'
  | 'not_found'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'rate_limited'
  | 'overloaded'
  | 'timeout'
  | 'database_unavailable'
  | 'schema_behind'
  | 'queue_unavailable'
  | 'provider_unavailable'
  | 'onec_unavailable'
  | 'stopping'
  | 'internal';

export interface FaultOptions {
  code: FaultCode;
  /** What may be shown to anybody: no phone, name or secret in it. */
  safeMessage: string;
  /** May the same thing succeed later without anybody changing anything? */
  retryable: boolean;
  cause?: unknown;
}

/** The project's one error class; expected results are closed unions, not faults. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly retryable: boolean;
  readonly safeMessage: string;

  constructor({ code, safeMessage, retryable, cause }: FaultOptions) {
    super(safeMessage, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.code = code;
    this.retryable = retryable;
    this.safeMessage = safeMessage;
  }
}

/** Is it one of ours (and, if `code` is given, this one)? */
export const isFault = (error: unknown, code?: FaultCode): error is Fault =>
  error instanceof Fault && (code === undefined || error.code === code);
