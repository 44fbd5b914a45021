import type { Booking } from '@perezvon/contracts-events';
import type { CallingWindow } from '../calling-window.ts';
import type { ReminderRules } from './decision.ts';

/** The `reminders` section of an infobase's configuration. */
export interface ReminderSettings {
  leadHours: number;
  window: CallingWindow;
  maxAttempts: number;
  retryMinutes: readonly number[];
  stopBeforeVisitMinutes: number;
  perPhone: { callsPerDay: number; minGapMinutes: number };
  sameDay: boolean;
}

/** The infobase's rules, with what 1C wished for this one booking. */
export const rulesFor = (settings: ReminderSettings, booking: Booking | null): ReminderRules => {
  const retry = booking?.call?.retry_min ?? null;
  return {
    leadMinutes: settings.leadHours * 60,
    window: settings.window,
    retryMinutes: retry === null ? settings.retryMinutes : [retry],
    stopBeforeVisitMinutes: settings.stopBeforeVisitMinutes,
    callsPerDay: settings.perPhone.callsPerDay,
    minGapMinutes: settings.perPhone.minGapMinutes,
    sameDay: settings.sameDay,
  };
};

/** How often to try: 1C's wish for this booking, else the infobase's. */
export const maxAttemptsFor = (settings: ReminderSettings, booking: Booking | null): number =>
  booking?.call?.max_attempts ?? settings.maxAttempts;
