/** `npm run bench`; the same program is also every process beside the apps: `main.mjs role NAME`. */
import { isRole, roles } from './roles/roles.ts';
import { serveRole } from './roles/serve-role.ts';
import { runBench } from './run-bench.ts';

const [first, second = '', settings = '{}'] = process.argv.slice(2);

if (first === 'role' && isRole(second)) {
  await serveRole(roles[second], JSON.parse(settings));
} else {
  try {
    process.exit(await runBench(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}
