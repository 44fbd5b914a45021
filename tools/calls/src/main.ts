import {
  configEnvironment,
  databaseEnvironment,
  formatErrors,
  loadConfig,
  parseEnvironment,
} from '@perezvon/config';
import { openDatabase } from '@perezvon/database';
import { adapters } from '@perezvon/provider-registry';
import { runCalls } from './calls.ts';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const refuse = (text: string): never => {
  complain(text);
  process.exit(2);
};

const environment = parseEnvironment(process.env, { ...configEnvironment, ...databaseEnvironment });
if (!environment.ok) refuse(formatErrors(environment.errors));
else {
  const { PEREZVON_CONFIG, DATABASE_URL } = environment.value;
  const loaded = loadConfig({ path: PEREZVON_CONFIG, env: process.env, providers: adapters });
  if (!loaded.ok) refuse(formatErrors(loaded.errors));
  else {
    const database = openDatabase({
      url: DATABASE_URL,
      poolSize: 1,
      statementTimeoutMs: 60_000,
      connectTimeoutMs: 5_000,
      onConnectionError: (error) => complain(error.message),
    });
    try {
      process.exitCode = await runCalls({
        args: process.argv.slice(2),
        database,
        config: loaded.config,
        now: new Date(),
        print: (line) => void process.stdout.write(`${line}\n`),
        complain,
      });
    } finally {
      await database.close();
    }
  }
}
