/** `up` (start everything) and `check-config`: the same configuration code behind both. */
import { checkConfig } from './check-config.ts';
import { runUp } from './run-up.ts';

const [command, ...args] = process.argv.slice(2);

if (command === 'check-config') {
  const { text, exitCode } = checkConfig(args[0], process.env);
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCode;
} else {
  process.exit(await runUp(args, process.env));
}
