import type {
  AdapterDependencies,
  CallListQuery,
  CallQuestion,
  CallRecord,
  ReadResult,
} from '@perezvon/contracts-adapter';
import type { ExolveSettings } from './exolve.config.ts';
import { createReadPage } from './exolve.history.ts';
import { createReadInfo } from './exolve.info.ts';

type Asked = ReadResult<CallRecord | null>;

/**
 * A call by its id; one whose id we never heard is first sought in the history, by the patient's telephone and the time.
 */
export const createLookUpCall = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const readInfo = createReadInfo(settings, dependencies);
  const seek = createSeek(settings, dependencies);
  return async (question: CallQuestion): Promise<Asked> => {
    if (question.providerCallId !== null) return readInfo(question.providerCallId, question.intendedAt);
    const sought = await seek(question);
    if (sought.kind !== 'found' || sought.value === null) return sought;
    return readInfo(sought.value.providerCallId, question.intendedAt);
  };
};

const minute = 60_000;

/** A call may show up in the history this much before (their clock) and after (their queue) we meant to place it. */
const window = { beforeMs: minute, afterMs: 15 * minute };

/** More pages than a clinic's quarter of an hour can fill. */
const maxPages = 50;

const createSeek = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const readPage = createReadPage(settings, dependencies);
  return async ({ phone, intendedAt }: CallQuestion): Promise<Asked> => {
    const at = intendedAt.getTime();
    const from = new Date(at - window.beforeMs);
    const to = new Date(at + window.afterMs);
    const history = await allPages(readPage, { from, to });
    if (history.kind !== 'found') return history;
    const { calls, isPartial } = history.value;
    const candidates = calls.filter(
      ({ parties: { clientPhone, direction } }) => clientPhone === phone && direction !== 'in',
    );
    const [call] = candidates;
    if (candidates.length > 1) return wait('в истории несколько звонков на этот номер за это время');
    if (call !== undefined) return { kind: 'found', value: call };
    // What cannot be read may be the one we seek, and a call said to be never made would be made again.
    if (isPartial || calls.some(isHidden)) return wait('в истории видно не всё');
    const isComplete = dependencies.clock().getTime() - at >= settings.history.completeAfterMinutes * minute;
    return isComplete ? { kind: 'found', value: null } : wait('звонок может ещё появиться в истории');
  };
};

const isHidden = ({ parties }: CallRecord): boolean =>
  parties.clientPhone === null && parties.extensions.length === 0;

const wait = (detail: string) => ({ kind: 'refused', reason: 'not_found', detail }) as const;

const allPages = async (
  readPage: ReturnType<typeof createReadPage>,
  period: Omit<CallListQuery, 'cursor'>,
): Promise<ReadResult<{ calls: CallRecord[]; isPartial: boolean }>> => {
  const all: { calls: CallRecord[]; isPartial: boolean } = { calls: [], isPartial: false };
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const reply: Awaited<ReturnType<typeof readPage>> = await readPage({ ...period, cursor });
    if (reply.kind !== 'found') return reply;
    const { calls, next, isPartial } = reply.value;
    all.calls.push(...calls);
    all.isPartial ||= isPartial;
    cursor = next;
    if (cursor === null) return { kind: 'found', value: all };
  }
  return { kind: 'refused', reason: 'unavailable', detail: 'история звонков слишком длинная' };
};
