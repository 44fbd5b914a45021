import { databaseEnvironment, formatErrors, parseEnvironment } from '@perezvon/config';
import { openDatabase } from '@perezvon/database';
import { runEvents } from './events.ts';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

const environment = parseEnvironment(process.env, databaseEnvironment);
if (!environment.ok) {
  complain(formatErrors(environment.errors));
  process.exit(2);
}
const database = openDatabase({
  url: environment.value.DATABASE_URL,
  poolSize: 1,
  statementTimeoutMs: 30_000,
  connectTimeoutMs: 5_000,
  onConnectionError: (error) => complain(error.message),
});
try {
  process.exitCode = await runEvents({
    args: process.argv.slice(2),
    sql: database.sql,
    now: new Date(),
    print: (line) => void process.stdout.write(`${line}\n`),
    complain,
  });
} finally {
  await database.close();
}
