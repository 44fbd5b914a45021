import { z } from 'zod';

/**
 * The few facts that the cross checks compare, read from a file that may be wrong elsewhere: whatever does not fit is as if absent,
 * so that one start reports everything that is wrong.
 */
const text = z.string().optional().catch(undefined);

const texts = z
  .array(z.unknown())
  .catch([])
  .transform((values) => values.map((value) => (typeof value === 'string' ? value : undefined)));

/** `account`: one id, or a list of them. */
const naming = z
  .looseObject({ account: z.union([z.array(z.unknown()).transform((list) => list.map(String)), text]) })
  .optional()
  .catch(undefined);

const infobase = z.looseObject({ id: text, secrets: texts, reminders: naming, support: naming });

const account = z.looseObject({
  id: text,
  provider: text,
  infobases: texts,
  hookToken: text,
  settings: z.unknown().optional(),
});

const absentInfobase = { id: undefined, secrets: [], reminders: undefined, support: undefined };
const absentAccount = {
  id: undefined,
  provider: undefined,
  infobases: [],
  hookToken: undefined,
  settings: undefined,
};

const sketchSchema = z
  .looseObject({
    infobases: z.array(infobase.catch(absentInfobase)).catch([]),
    accounts: z.array(account.catch(absentAccount)).catch([]),
  })
  .catch({ infobases: [], accounts: [] });

export type Sketch = z.output<typeof sketchSchema>;

export const sketchOf = (value: unknown): Sketch => sketchSchema.parse(value);
