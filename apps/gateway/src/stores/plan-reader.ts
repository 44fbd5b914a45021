import { plannedBetween, skippedBetween, type Sql } from '@perezvon/database';
import type { TraceEntry } from '@perezvon/domain';
import { summaryOf } from '../use-cases/describe-booking.ts';
import type { PlanStore } from '../use-cases/preview-plan.ts';

export const createPlanStore = (sql: Sql): PlanStore => ({
  findPlanned: (span) => plannedBetween(sql, span),
  findSkipped: async ({ infobase, ...span }) => {
    const visits = await skippedBetween(sql, { ...span, infobaseId: infobase.id });
    return visits.map(({ externalId, reason, trace }) => ({
      bookingId: externalId,
      reason,
      summary: summaryOf(trace as TraceEntry[], infobase.timezone),
    }));
  },
});
