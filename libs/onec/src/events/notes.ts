import { onecError, onecWarning } from '../messages.ts';
import type { ErrorCode, Occasion, OnecError, OnecWarning, WarningCode } from '../messages.ts';

const mostWarnings = 50;

/** Collects what the readers of one event notice: any number of repairs, and the first thing that refuses the event. */
export interface Notes {
  warn(code: WarningCode, occasion: Occasion): void;
  fail(code: ErrorCode, occasion: Occasion): void;
  warnings(): OnecWarning[];
  error(): OnecError | null;
}

/** At most 50 warnings are kept, so that a reply stays small whatever was sent. */
export const createNotes = (): Notes => {
  const warnings: OnecWarning[] = [];
  let error: OnecError | null = null;
  return {
    warn: (code, occasion) => {
      if (warnings.length < mostWarnings) warnings.push(onecWarning(code, occasion));
    },
    fail: (code, occasion) => {
      error ??= onecError(code, occasion);
    },
    warnings: () => warnings,
    error: () => error,
  };
};
