import { readFileSync } from 'node:fs';
import { secretValues } from '@perezvon/contracts-adapter';
import { crossChecks } from './cross-checks.ts';
import type { Providers } from './cross-checks.ts';
import type { ConfigError } from './path.ts';
import { perezvonSchema } from './perezvon.schema.ts';
import type { PerezvonConfig } from './perezvon.schema.ts';
import { resolveReferences } from './references.ts';
import type { Environment, Resolved } from './references.ts';
import { sketchOf } from './sketch.ts';
import type { Sketch } from './sketch.ts';
import { settingsValue, validate } from './validate.ts';
import { parseYaml } from './yaml-text.ts';

export type ConfigSource = { text: string } | { path: string };

export type LoadOptions = ConfigSource & {
  env: Environment;
  /** By provider id; the registry's `adapters` fits. */
  providers: Providers;
};

/** `secrets`: every secret value of the file, for the logger to mask. */
export type LoadResult =
  { ok: true; config: PerezvonConfig; secrets: string[] } | { ok: false; errors: ConfigError[] };

/**
 * Reads and checks `perezvon.yaml`. All errors at once, in Russian, by path, in the order of the file's checks, never with a secret
 * value. Never throws.
 */
export const loadConfig = (options: LoadOptions): LoadResult => {
  const text = sourceText(options);
  if (!text.ok) return text;
  const yaml = parseYaml(text.value);
  if (!yaml.ok) return yaml;
  const resolved = resolveReferences(yaml.value, options.env);
  const sketch = sketchOf(resolved.value);
  const secrets = secretsOf(resolved.value, sketch, options.providers);
  const file = validate(perezvonSchema, {
    value: resolved.value ?? {},
    at: [],
    referenced: resolved.referenced,
  });
  const settings = accountSettings(sketch, resolved, options.providers);
  const errors = [
    ...(file.ok ? [] : file.errors),
    ...crossChecks(sketch, options.providers),
    ...settings.flatMap((result) => (result.ok ? [] : result.errors)),
  ];
  const all = [...resolved.errors, ...withoutConsequences(errors, resolved.errors)];
  if (!file.ok || all.length > 0) return { ok: false, errors: all.map((error) => masked(error, secrets)) };
  const accounts = file.value.accounts.map((account, index) => {
    const result = settings[index];
    return { ...account, settings: result?.ok ? result.value : undefined };
  });
  return { ok: true, config: { ...file.value, accounts }, secrets };
};

type TextResult = { ok: true; value: string } | { ok: false; errors: ConfigError[] };

const sourceText = (source: ConfigSource): TextResult => {
  if ('text' in source) return { ok: true, value: source.text };
  try {
    const bytes = readFileSync(source.path);
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const isEncoding = error instanceof TypeError;
    const message = isEncoding
      ? 'файл должен быть в кодировке UTF-8'
      : 'файл не найден или недоступен для чтения';
    return { ok: false, errors: [{ path: source.path, message }] };
  }
};

/** One result an account; an account of an unknown provider is reported elsewhere. */
const accountSettings = (sketch: Sketch, { referenced }: Resolved, providers: Providers) =>
  sketch.accounts.map((account, index) => {
    const provider = providers.get(account.provider ?? '');
    if (provider === undefined) return { ok: true as const, value: undefined };
    const at = ['accounts', index, 'settings'];
    return validate(provider.settings, { value: settingsValue(account.settings), at, referenced });
  });

const secretsOf = (value: unknown, sketch: Sketch, providers: Providers): string[] => {
  const ofAccounts = sketch.accounts.flatMap((account) => {
    const provider = providers.get(account.provider ?? '');
    return provider === undefined ? [] : secretValues(provider.settings, account.settings);
  });
  return [...new Set([...secretValues(perezvonSchema, value), ...ofAccounts, ...smtpPassword(value)])];
};

/** The one address whose credentials are part of it. */
const smtpPassword = (value: unknown): string[] => {
  const url = (value as { smtp?: { url?: unknown } } | null | undefined)?.smtp?.url;
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [...new Set([password, decoded(password)])];
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What else is wrong with a value whose variable is missing says nothing new. */
const withoutConsequences = (
  errors: readonly ConfigError[],
  missing: readonly ConfigError[],
): ConfigError[] => {
  const paths = new Set(missing.map(({ path }) => path));
  return errors.filter(({ path }) => !paths.has(path));
};

const masked = ({ path, message }: ConfigError, secrets: readonly string[]): ConfigError => ({
  path,
  message: secrets.reduce(
    (text, value) => (value.length < 4 ? text : text.replaceAll(value, '***')),
    message,
  ),
});

/** One line an error, for people. */
export const formatErrors = (errors: readonly ConfigError[]): string =>
  errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n');
