import { z } from 'zod';
import { formatMessage } from './fields.ts';
import { russianMessage } from './messages.ts';
import type { ConfigError } from './path.ts';
import type { Environment } from './references.ts';

/** Slices of the environment; an app's `config.ts` puts together those it needs: `{...databaseEnvironment, ...redisEnvironment}`. */

const urlOf = (protocol: RegExp, message: string) => z.url({ protocol, error: formatMessage(message) });

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'номер порта от 0 до 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'номер порта от 0 до 65535');

const nodes = /^\s*[^\s:,@]+:\d{1,5}\s*(,\s*[^\s:,@]+:\d{1,5}\s*)*$/;
const sentinels = /^\s*[^\s:,@]+@[^\s:,@]+:\d{1,5}\s*(,\s*[^\s:,@]+:\d{1,5}\s*)*$/;

export const databaseEnvironment = {
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'адрес вида postgresql://логин:пароль@сервер:5432/база'),
};

/**
 * `REDIS_URL` is always needed: it also carries user, password and TLS (`rediss://`) for the nodes of a cluster or the sentinels,
 * whose hosts then replace its own.
 */
export const redisEnvironment = {
  REDIS_URL: urlOf(/^rediss?$/, 'адрес вида redis://сервер:6379 или rediss://…'),
  REDIS_CLUSTER_NODES: z.string().regex(nodes, 'список вида узел1:6379,узел2:6379').optional(),
  REDIS_SENTINELS: z.string().regex(sentinels, 'список вида mymaster@узел1:26379,узел2:26379').optional(),
};

export const serverEnvironment = { PORT: port.default(3000) };

/** 0: a free port. */
export const metricsEnvironment = { METRICS_PORT: port.default(0) };

export const loggingEnvironment = {
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

/** Path of `perezvon.yaml`. */
export const configEnvironment = { PEREZVON_CONFIG: z.string() };

export type EnvironmentResult<Value> = { ok: true; value: Value } | { ok: false; errors: ConfigError[] };

/**
 * Reads variables by a shape of schemas over strings. Empty variables (compose passes them) count as absent, variables the shape
 * does not name are ignored; all errors at once, by name, never with values.
 */
export const parseEnvironment = <Shape extends z.ZodRawShape>(
  env: Environment,
  shape: Shape,
): EnvironmentResult<z.output<z.ZodObject<Shape>>> => {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = z.object(shape).safeParse(present, { error: variableMessage });
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    errors: result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  };
};

const variableMessage: z.core.$ZodErrorMap = (issue) =>
  issue.input === undefined ? 'переменная окружения не задана' : russianMessage(issue);
