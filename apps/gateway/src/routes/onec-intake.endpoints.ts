import type { HttpReply, HttpRequest } from '@perezvon/http';
import type { Logger } from '@perezvon/logger';
import type { CommandOutcome } from '../use-cases/accept-command.ts';
import type { EventsOutcome } from '../use-cases/accept-events.ts';
import type { VoiceboxOutcome, VoiceboxRequest } from '../use-cases/accept-voicebox.ts';
import type { Infobase } from '../use-cases/authenticate.ts';
import type { OnecBody } from '../use-cases/onec-intake.ts';
import { busy, refusedByDecoder } from './replies.ts';
import { forInfobase, type Gate } from './gate.ts';

export interface OnecIntakeOptions {
  gate: Gate;
  acceptEvents: (request: OnecBody) => Promise<EventsOutcome>;
  acceptCommand: (request: OnecBody) => Promise<CommandOutcome>;
  acceptVoicebox: (request: VoiceboxRequest) => Promise<VoiceboxOutcome>;
  logger: Logger;
  /** Counts what 1C sent, by result. */
  onEvents: (
    infobaseId: string,
    result: 'accepted' | 'duplicate' | 'rejected' | 'busy',
    count: number,
  ) => void;
}

/** Where 1C posts: all three are durable before they are answered. */
export const onecIntakeEndpoints = (options: OnecIntakeOptions) => ({
  events: forInfobase(options.gate, (request, infobase) => answerEvents(options, request, infobase)),
  commands: forInfobase(options.gate, (request, infobase) => answerCommand(options, request, infobase)),
  voicebox: forInfobase(options.gate, (request, infobase) => answerVoicebox(options, request, infobase)),
});

const bodyOf = (request: HttpRequest, infobase: Infobase): OnecBody => ({
  infobase,
  bytes: request.body,
  contentType: request.headers['content-type'],
  contentEncoding: request.headers['content-encoding'],
});

const answerEvents = async (
  options: OnecIntakeOptions,
  request: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  const outcome = await options.acceptEvents(bodyOf(request, infobase));
  switch (outcome.kind) {
    case 'refused':
      options.onEvents(infobase.id, 'rejected', 1);
      return refusedByDecoder(outcome.error);
    case 'overloaded':
    case 'unavailable':
      options.onEvents(infobase.id, 'busy', 1);
      return busy(outcome);
    case 'taken':
      tellTaken(options, { request, infobase, outcome });
      return takenReply(outcome, request.requestId);
  }
};

type Taken = Extract<EventsOutcome, { kind: 'taken' }>;

const takenReply = ({ results, warnings, allRejected }: Taken, requestId: string): HttpReply => {
  if (!allRejected) return { status: 202, body: { results, warnings } };
  const [first] = results;
  return { status: 422, body: { error: first?.error ?? null, request_id: requestId, results, warnings } };
};

interface TakenParts {
  request: HttpRequest;
  infobase: Infobase;
  outcome: Taken;
}

const tellTaken = (
  { logger, onEvents }: OnecIntakeOptions,
  { request, infobase, outcome }: TakenParts,
): void => {
  const counts = { accepted: 0, duplicate: 0, rejected: 0 };
  for (const result of outcome.results) counts[result.status] += 1;
  for (const result of ['accepted', 'duplicate', 'rejected'] as const) {
    if (counts[result] > 0) onEvents(infobase.id, result, counts[result]);
  }
  const { requestId } = request;
  logger.info('events.accepted', {
    requestId,
    infobase: infobase.id,
    ...counts,
    warnings: outcome.warnings.length,
  });
};

const answerCommand = async (
  options: OnecIntakeOptions,
  request: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  const outcome = await options.acceptCommand(bodyOf(request, infobase));
  switch (outcome.kind) {
    case 'refused':
      return refusedByDecoder(outcome.error);
    case 'overloaded':
    case 'unavailable':
      return busy(outcome);
    case 'taken': {
      const { status, type, warnings } = outcome;
      options.logger.info('command.accepted', {
        requestId: request.requestId,
        infobase: infobase.id,
        type,
        status,
      });
      return { status: 202, body: { status, call_id: null, warnings } };
    }
  }
};

const answerVoicebox = async (
  options: OnecIntakeOptions,
  request: HttpRequest,
  infobase: Infobase,
): Promise<HttpReply> => {
  const idempotencyKey = request.headers['idempotency-key'];
  const outcome = await options.acceptVoicebox({ ...bodyOf(request, infobase), idempotencyKey });
  switch (outcome.kind) {
    case 'refused':
      return refusedByDecoder(outcome.error);
    case 'overloaded':
    case 'unavailable':
      return busy(outcome);
    case 'taken': {
      const { callId, duplicate } = outcome;
      options.logger.info('voicebox.accepted', {
        requestId: request.requestId,
        infobase: infobase.id,
        callId,
        duplicate,
      });
      return { status: 200, body: { id: callId } };
    }
  }
};
