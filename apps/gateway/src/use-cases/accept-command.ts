import { decodeCommand, type OnecError, type OnecWarning } from '@perezvon/onec';
import {
  eventOptions,
  isDuplicate,
  readOnecBody,
  toInboxRow,
  type Busy,
  type OnecBody,
  type OnecIntake,
} from './onec-intake.ts';

export type CommandOutcome =
  | { kind: 'refused'; error: OnecError }
  | {
      kind: 'taken';
      id: string;
      type: string;
      status: 'accepted' | 'duplicate';
      warnings: readonly OnecWarning[];
    }
  | Busy;

/** `POST /commands`: travels like an event, so it is as durable, and the same `id` twice acts once. */
export const createCommandIntake =
  (intake: OnecIntake) =>
  async (request: OnecBody): Promise<CommandOutcome> => {
    const body = readOnecBody(request, intake.maxBytes);
    if (!body.ok) return { kind: 'refused', error: body.error };
    const { infobase } = request;
    const receivedAt = intake.clock();
    const decoded = decodeCommand(body.value, eventOptions(infobase, receivedAt));
    if (!decoded.ok) return { kind: 'refused', error: decoded.error };
    const { event } = decoded;
    const acceptance = await intake.accept(
      toInboxRow(intake, { infobase, event, payload: body.value, receivedAt }),
    );
    if (acceptance.kind === 'overloaded' || acceptance.kind === 'unavailable') return acceptance;
    const status = isDuplicate(acceptance) ? 'duplicate' : 'accepted';
    return {
      kind: 'taken',
      id: event.id,
      type: event.type,
      status,
      warnings: [...body.warnings, ...decoded.warnings],
    };
  };
