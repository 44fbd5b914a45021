import { pathText } from './path.ts';
import type { ConfigError, PathPart } from './path.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Resolved {
  value: unknown;
  errors: ConfigError[];
  /** Where a value is nothing but one reference: it has no YAML type of its own, the schema decides. */
  referenced: ReadonlySet<string>;
}

const reference = /\$(\$?)\{([^}]*)\}/g;
const wholeReference = /^\$\{[^}]*\}$/;
const referenceBody = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in the string values of parsed YAML; `$${NAME}` stands for a literal `${NAME}`.
 * Done after parsing, so that no value of a variable can change the structure of the file. As in a shell, `:-` also replaces an
 * empty variable. Names of parameters are left as they are.
 */
export const resolveReferences = (root: unknown, environment: Environment): Resolved => {
  const errors: ConfigError[] = [];
  const referenced = new Set<string>();

  const resolveText = (text: string, path: PathPart[]): string => {
    if (wholeReference.test(text)) referenced.add(pathText(path));
    return text.replace(reference, (whole, escape: string, body: string) => {
      if (escape !== '') return whole.slice(1);
      const resolved = resolveReference(body, environment);
      if (resolved.ok) return resolved.value;
      errors.push({ path: pathText(path), message: resolved.problem });
      return whole;
    });
  };

  const resolve = (value: unknown, path: PathPart[]): unknown => {
    if (typeof value === 'string') return resolveText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, [...path, key])]),
    );
  };

  return { value: resolve(root, []), errors, referenced };
};

type ReferenceResult = { ok: true; value: string } | { ok: false; problem: string };

const resolveReference = (body: string, environment: Environment): ReferenceResult => {
  const [, name, fallback] = referenceBody.exec(body) ?? [];
  if (name === undefined)
    return { ok: false, problem: 'ссылка должна иметь вид ${ИМЯ} или ${ИМЯ:-значение}' };
  const value = environment[name];
  if (fallback !== undefined)
    return { ok: true, value: value === undefined || value === '' ? fallback : value };
  if (value === undefined) return { ok: false, problem: `не задана переменная окружения ${name}` };
  return { ok: true, value };
};
