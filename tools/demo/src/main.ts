import { runDemo } from './run-demo.ts';

try {
  process.exit(await runDemo(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
