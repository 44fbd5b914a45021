import { z } from 'zod';

/**
 * Marks a field of a settings schema as secret: its value is masked in every log and error. Put it outermost:
 * `secret(z.string().min(1))`. The mark is zod metadata (`{ secret: true }`), so that whoever holds the schema sees it.
 */
export const secret = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ secret: true });

/**
 * The values of all fields marked `secret()`, for masking. `value` is what the schema was, or is to be, given; it need not be
 * valid: whatever lies where a secret belongs is collected. Empty strings are left out, repeated values come once.
 */
export const secretValues = (schema: z.ZodType, value: unknown): string[] => [
  ...new Set(collect(schema, value)),
];

const collect = (schema: z.core.$ZodType, value: unknown): string[] => {
  if (value === undefined || value === null) return [];
  if (z.globalRegistry.get(schema)?.['secret'] === true) return scalars(value);
  return childrenOf(schema, value).flatMap(([child, part]) => collect(child, part));
};

type Child = readonly [z.core.$ZodType, unknown];

/** Each part of the value with the schemas that may apply to it; all options of a union are tried. */
const childrenOf = (schema: z.core.$ZodType, value: unknown): Child[] => {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  if ('innerType' in definition) return [[definition.innerType, value]];
  switch (definition.type) {
    case 'object':
      return Object.entries(definition.shape).map(([key, field]) => [field, property(value, key)]);
    case 'array':
      return elements(value).map((element) => [definition.element, element]);
    case 'record':
      return entries(value).map((entry) => [definition.valueType, entry]);
    case 'union':
      return definition.options.map((option) => [option, value]);
    case 'intersection':
      return [definition.left, definition.right].map((side) => [side, value]);
    case 'pipe':
      return [definition.in, definition.out].map((side) => [side, value]);
    case 'lazy':
      return [[definition.getter(), value]];
    default:
      return [];
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const property = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
const elements = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const entries = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : []);

const scalars = (value: unknown): string[] => {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  return entries(value).flatMap(scalars);
};
