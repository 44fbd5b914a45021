import type { z } from 'zod';
import { russianMessage } from './messages.ts';
import { isRecord, pathText, replaceAt, valueAt } from './path.ts';
import type { ConfigError, PathPart } from './path.ts';

export interface Subject {
  value: unknown;
  /** Where the value lies in the whole file. */
  at: readonly PathPart[];
  /** Paths whose value came from a reference, see `resolveReferences`. */
  referenced: ReadonlySet<string>;
}

export type Validation<Output> = { ok: true; value: Output } | { ok: false; errors: ConfigError[] };

/**
 * Checks a part of the file by its schema. Where the schema wants a number or a boolean and a reference gave text that reads as one
 * (`concurrentCalls: ${LINES:-10}`), the text is converted first.
 */
export const validate = <Schema extends z.ZodType>(
  schema: Schema,
  subject: Subject,
): Validation<z.output<Schema>> => {
  const first = schema.safeParse(subject.value, { error: russianMessage });
  if (first.success) return { ok: true, value: first.data };
  const converted = first.error.issues.reduce(
    (value, issue) => convert(value, issue, subject),
    subject.value,
  );
  const second = schema.safeParse(converted, { error: russianMessage });
  if (second.success) return { ok: true, value: second.data };
  return { ok: false, errors: second.error.issues.flatMap((issue) => errorsOf(issue, subject.at)) };
};

const convert = (value: unknown, issue: z.core.$ZodIssue, subject: Subject): unknown => {
  if (issue.code !== 'invalid_type') return value;
  if (!subject.referenced.has(pathText([...subject.at, ...issue.path]))) return value;
  const typed = readAs(issue.expected, valueAt(value, issue.path));
  return typed === undefined ? value : replaceAt(value, issue.path, typed);
};

const readAs = (expected: string, text: unknown): number | boolean | undefined => {
  if (typeof text !== 'string') return undefined;
  if (expected === 'boolean') return { true: true, false: false }[text];
  return expected === 'number' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
};

const errorsOf = (issue: z.core.$ZodIssue, at: readonly PathPart[]): ConfigError[] => {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
  return keys.map((key) => ({ path: pathText([...at, ...issue.path, ...key]), message: issue.message }));
};

/** `settings:` left empty in YAML is null; an adapter then names each parameter it misses. */
export const settingsValue = (value: unknown): unknown => (isRecord(value) ? value : (value ?? {}));
