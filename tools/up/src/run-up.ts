import { parseArgs } from 'node:util';
import { timed } from './stopwatch.ts';
import { startSystem, type RunningSystem, type SystemOptions } from './start-system.ts';

const usage = 'Usage: npm run up -- --config FILE [--port 3000] [--console-port 3001] [--data .perezvon]';

/** A Ctrl-C reaches us from the terminal and again through npm; only a later one means "at once". */
const secondSignalAfterMs = 1_000;

const parsePort = (flag: string, text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`--${flag} ${text}: a port is a number from 0 to 65535.`);
  return port;
};

/** Errors: an unknown flag, no --config, a port that is none. */
const parseUpArguments = (args: string[]): Pick<SystemOptions, 'configPath' | 'dataDir' | 'port'> => {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      port: { type: 'string', default: '3000' },
      'console-port': { type: 'string', default: '3001' },
      data: { type: 'string', default: '.perezvon' },
    },
  });
  if (!values.config) throw new Error(usage);
  parsePort('console-port', values['console-port']);
  return { configPath: values.config, dataDir: values.data, port: parsePort('port', values.port) };
};

const toStderr = (source: string, line: string): void => {
  // The apps' lines are JSON with their name in it: they pass as they are, for whatever collects logs.
  process.stderr.write(line.startsWith('{') ? `${line}\n` : `${source}: ${line}\n`);
};

/** Calls `first` at the first SIGTERM or SIGINT, `second` at the next one that is not the same one told twice. */
const onSignals = (first: (signal: string) => void, second: (signal: string) => void): void => {
  let firstAt: number | undefined;
  const onSignal = (signal: string): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      first(signal);
    } else if (performance.now() - firstAt >= secondSignalAfterMs) second(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
};

const say = (line: string): void => toStderr('up', line);

/** Runs the system until a signal ends it; the result is the exit code. */
export const runUp = async (args: string[], environment: NodeJS.ProcessEnv): Promise<number> => {
  const abort = new AbortController();
  let system: RunningSystem | undefined;
  const stopRequested = new Promise<void>((resolve) => {
    onSignals(
      (signal) => {
        say(`${signal}: stopping`);
        abort.abort(new Error('stopped before it was ready'));
        resolve();
      },
      (signal) => {
        say(`${signal} again: ending everything at once`);
        system?.kill();
        process.exit(1);
      },
    );
  });
  try {
    system = await startSystem({
      ...parseUpArguments(args),
      environment,
      log: toStderr,
      signal: abort.signal,
    });
    process.stdout.write(`perezvon ready ${system.gatewayUrl}\n`);
    await stopRequested;
    await timed('stopped', say, system.stop);
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
};
