import type { EventRecord, Ledger } from '../ledger.ts';
import type { Batch, IncomingEvent } from './onec-batch.ts';
import type { OnecMode, OnecRule } from './onec.settings.ts';

export interface EventResult {
  id: string;
  status: EventRecord['status'];
  error: string | null;
}

const fits = (rule: OnecRule, event: IncomingEvent): boolean =>
  (rule.subject === undefined || rule.subject === event.subject) &&
  (rule.id === undefined || rule.id === event.id) &&
  (rule.type === undefined || rule.type === event.type);

/** The register of incoming events of one infobase, as the 1C extension keeps it: an id is taken once. */
export interface Register {
  setRules(rules: readonly OnecRule[]): void;
  file(batch: Batch, request: number, mode: OnecMode): EventResult[];
}

export const createRegister = (infobase: string, ledger: Ledger): Register => {
  let rules: { rule: OnecRule; left: number }[] = [];

  const ruled = (event: IncomingEvent): OnecRule | null => {
    const found = rules.find(({ rule, left }) => left > 0 && fits(rule, event));
    if (!found) return null;
    found.left -= 1;
    return found.rule;
  };
  const decide = (event: IncomingEvent, mode: OnecMode): Omit<EventResult, 'id'> => {
    if (mode === 'rejected') return { status: 'rejected', error: 'Документ не найден' };
    if (mode === 'retry') return { status: 'retry', error: 'Документ заблокирован' };
    const rule = ruled(event);
    return rule ? { status: rule.status, error: rule.error } : { status: 'accepted', error: null };
  };

  return {
    setRules: (list) => {
      rules = list.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
    },
    file: (batch, request, mode) =>
      batch.events.map((event) => {
        const known = ledger.keptEvent(infobase, event.id);
        const result = known ? { status: 'duplicate' as const, error: null } : decide(event, mode);
        ledger.addEvent({
          infobase,
          id: event.id,
          seq: event.seq,
          type: event.type,
          subject: event.subject,
          time: event.time,
          data: event.data,
          batch: batch.batch,
          request,
          status: result.status,
          duplicateOf: known?.sequence ?? null,
        });
        return { id: event.id, ...result };
      }),
  };
};
