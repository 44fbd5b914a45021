import { plannedBetween, readTrace, type PrismaClient, type Sql } from '@perezvon/database';
import { openReminderStates } from '@perezvon/contracts-events';
import type { TraceEntry } from '@perezvon/domain';
import { summaryOf } from '../use-cases/describe-booking.ts';
import type { PlanStore, SkippedVisit } from '../use-cases/preview-plan.ts';

/** A view for people, not a hot path: Prisma. */
export const createPlanStore = (sql: Sql, prisma: PrismaClient): PlanStore => ({
  findPlanned: (span) => plannedBetween(sql, span),
  findSkipped: (span) => findSkipped(prisma, span),
});

const findSkipped = async (
  prisma: PrismaClient,
  { infobase, from, to, limit }: Parameters<PlanStore['findSkipped']>[0],
): Promise<SkippedVisit[]> => {
  const calledAbout = { OR: [{ state: { in: [...openReminderStates] } }, { attempts: { gt: 0 } }] };
  const visits = await prisma.booking.findMany({
    where: { infobaseId: infobase.id, startAt: { gte: from, lt: to }, reminders: { none: calledAbout } },
    select: { id: true, externalId: true },
    orderBy: { startAt: 'asc' },
    take: limit,
  });
  const verdicts = await prisma.decisionRecord.findMany({
    where: { bookingId: { in: visits.map((visit) => visit.id) } },
    orderBy: [{ bookingId: 'asc' }, { id: 'desc' }],
    distinct: ['bookingId'],
  });
  const byBooking = new Map(verdicts.map((verdict) => [verdict.bookingId, verdict]));
  return visits.flatMap((visit): SkippedVisit[] => {
    const verdict = byBooking.get(visit.id);
    // Not planned yet is not skipped.
    if (verdict?.verdict !== 'end') return [];
    const trace = readTrace(verdict.trace) as TraceEntry[];
    const summary = summaryOf(trace, infobase.timezone);
    return [{ bookingId: visit.externalId, reason: verdict.reason, summary }];
  });
};
