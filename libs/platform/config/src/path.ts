/** What is wrong and where. `path`: `infobases[0].reminders.window.from`, a variable's name, or a place in the file. */
export interface ConfigError {
  path: string;
  message: string;
}

export type PathPart = string | number;

/** `['infobases', 0, 'name']` → `infobases[0].name`. */
export const pathText = (parts: readonly PropertyKey[]): string =>
  parts.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (value: unknown, part: PropertyKey): unknown => {
  if (Array.isArray(value)) return value[Number(part)];
  return isRecord(value) ? value[String(part)] : undefined;
};

export const valueAt = (root: unknown, parts: readonly PropertyKey[]): unknown =>
  parts.reduce<unknown>(step, root);

/** A copy of `root` in which the value at `parts` is another; everything off the path is shared. */
export const replaceAt = (root: unknown, parts: readonly PropertyKey[], value: unknown): unknown => {
  const [head, ...rest] = parts;
  if (head === undefined) return value;
  const replaced = replaceAt(step(root, head), rest, value);
  if (Array.isArray(root)) return root.map((item: unknown, index) => (index === head ? replaced : item));
  return isRecord(root) ? { ...root, [String(head)]: replaced } : root;
};
