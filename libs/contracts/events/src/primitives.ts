import { z } from 'zod';

/** Reference to an object of 1C: a UUID of any variant or an opaque code, 1–128 characters. */
export const ref = z.string().min(1).max(128);

/** A moment with its offset, whole seconds: `2026-06-04T11:30:00+03:00`. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);

/** Wall-clock time in the booking's own zone, whole seconds: `2026-06-04T11:30:00`. */
export const localDateTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);

/** E.164 digits without `+`. */
export const phoneDigits = z.string().regex(/^[1-9]\d{6,14}$/);

/** Decimal as text, so that no amount ever passes through a binary float. */
export const decimalText = z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/);

export const named = z.strictObject({ id: ref.nullable(), name: z.string().max(200).nullable() });
