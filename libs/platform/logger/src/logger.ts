import { pino } from 'pino';
import { createMasker, redactSecrets } from './mask-value.ts';
import { createTurnWriter } from './turn-writer.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type LogFields = Readonly<Record<string, unknown>>;

/** One wide line per unit of work: the event's name (`call.placed`), then its fields. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that writes these fields on every line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** The app; written as `app` on every line. */
  name: string;
  level: LogLevel;
  /** Values (passwords, tokens) that are replaced by `***` wherever they turn up. */
  secrets?: readonly string[];
  /** stderr when absent: stdout belongs to what commands print for their user. */
  destination?: LogDestination;
}

export interface LogDestination {
  write(line: string): void;
  /** Called after an error: the line that explains a crash must not die with the process. */
  flush?(): void;
}

/** Synchronous, and in one write for all lines of a turn of the event loop. */
const standardError = (): LogDestination => {
  const file = pino.destination({ fd: 2, sync: true });
  return createTurnWriter((text) => file.write(text));
};

const reserved = new Set(['level', 'time', 'app', 'event']);

type SafeFields = (fields: LogFields) => Record<string, unknown>;

const createSafeFields = (
  secrets: readonly string[],
): { safeFields: SafeFields; redact: (text: string) => string } => {
  const redact = redactSecrets(secrets);
  const mask = createMasker(redact);
  const safeFields = (fields: LogFields): Record<string, unknown> => {
    try {
      return Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [
          reserved.has(key) ? `${key}_` : redact(key),
          mask(key, value),
        ]),
      );
    } catch {
      return { unreadableFields: true };
    }
  };
  return { safeFields, redact };
};

/**
 * JSON lines {level, time (ISO, UTC), app, event, …fields}. Phones, people's names and secrets are masked by key and by
 * value; a log call never throws.
 */
export const createLogger = (options: LoggerOptions): Logger => {
  const { safeFields, redact } = createSafeFields(options.secrets ?? []);
  const destination = options.destination ?? standardError();
  const writer = pino(
    {
      level: options.level,
      base: { app: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );

  const loggerWith = (bound: Record<string, unknown>): Logger => {
    const write =
      (level: 'debug' | 'info' | 'warn' | 'error') =>
      (event: string, fields: LogFields = {}): void => {
        if (!writer.isLevelEnabled(level)) return;
        writer[level]({ event: redact(event), ...bound, ...safeFields(fields) });
        if (level === 'error') destination.flush?.();
      };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => loggerWith({ ...bound, ...safeFields(fields) }),
    };
  };

  return loggerWith({});
};
