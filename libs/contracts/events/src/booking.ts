import { z } from 'zod';
import { decimalText, instant, localDateTime, named, phoneDigits, ref } from './primitives.ts';

export const bookingStatuses = [
  'planned',
  'confirmed',
  'unconfirmed',
  'operator',
  'cancelled',
  'rescheduled',
  'arrived',
  'done',
  'no_show',
  'unknown',
] as const;

export const phoneKinds = ['mobile', 'home', 'work', 'relative', 'other'] as const;

/** One telephone of a person. `number` is null when 1C sent something that is no telephone; `raw` keeps what it sent. */
export const phoneSchema = z.strictObject({
  number: phoneDigits.nullable(),
  ext: z.string().max(10).nullable(),
  kind: z.enum(phoneKinds).nullable(),
  is_primary: z.boolean(),
  comment: z.string().max(100).nullable(),
  raw: z.string().max(200).nullable(),
});

export const personSchema = z.strictObject({
  id: ref.nullable(),
  name: z.string().max(200).nullable(),
  last_name: z.string().max(100).nullable(),
  first_name: z.string().max(100).nullable(),
  middle_name: z.string().max(100).nullable(),
  birth_date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .nullable(),
  sex: z.enum(['m', 'f']).nullable(),
  phones: z.array(phoneSchema).max(10),
  do_not_call: z.boolean(),
  language: z.string().max(5).nullable(),
});

export const doctorSchema = z.strictObject({
  id: ref.nullable(),
  name: z.string().max(200).nullable(),
  specialization: z.string().max(200).nullable(),
});

export const serviceSchema = z.strictObject({
  id: ref.nullable(),
  name: z.string().max(200),
  duration_min: z.number().int().nullable(),
  price: decimalText.nullable(),
});

/** How 1C wants this one booking called; null keys fall back to the infobase's `reminders` settings. */
export const callWishesSchema = z.strictObject({
  enabled: z.boolean(),
  scenario: z.string().max(100).nullable(),
  not_before: localDateTime.nullable(),
  not_after: localDateTime.nullable(),
  max_attempts: z.number().int().min(1).max(10).nullable(),
  retry_min: z.number().int().min(0).nullable(),
  say_name: z.string().max(200).nullable(),
  say_visit: z.string().max(500).nullable(),
});

/** A visit as 1C knows it, after the tolerant stage (`libs/onec`): every key present, null when unknown. */
export const bookingSchema = z.strictObject({
  id: ref,
  number: z.string().max(50).nullable(),
  version: z.string().max(100).nullable(),
  modified_at: instant.nullable(),
  status: z.enum(bookingStatuses),
  status_name: z.string().max(200).nullable(),
  cancel_reason: z.string().max(500).nullable(),
  start: localDateTime,
  end_at: localDateTime.nullable(),
  duration_min: z.number().int().min(1).max(1440).nullable(),
  /** IANA zone or fixed offset (`+03:00`); null = the infobase's zone. */
  timezone: z.string().max(64).nullable(),
  branch: named.nullable(),
  cabinet: named.nullable(),
  doctor: doctorSchema.nullable(),
  patient: personSchema,
  services: z.array(serviceSchema).max(50),
  comment: z.string().max(2000).nullable(),
  author: named.nullable(),
  call: callWishesSchema.nullable(),
});

export type BookingStatus = (typeof bookingStatuses)[number];
export type Booking = z.infer<typeof bookingSchema>;
export type Person = z.infer<typeof personSchema>;
export type Phone = z.infer<typeof phoneSchema>;
export type CallWishes = z.infer<typeof callWishesSchema>;
