/** Stands in for an app: ready at once, ends on SIGTERM, and does as FAKE_<NAME> says. */
import { createServer } from 'node:http';

const name = process.argv[1].split('/').at(-2);
const behaviour = process.env[`FAKE_${name.toUpperCase()}`] ?? '';

if (behaviour === 'bad-config') {
  process.stderr.write(`${name}: SMTP_URL: переменная окружения не задана\n`);
  process.exit(78);
}
if (behaviour === 'crash') throw new Error('it always crashes');

const server = createServer((request, response) => {
  if (request.url === '/env') response.end(JSON.stringify(process.env));
  else response.writeHead(behaviour === 'never-ready' ? 503 : 200).end();
});
server.listen(Number(process.env.METRICS_PORT), '127.0.0.1');
if (process.env.PORT)
  server.listening || createServer((_, response) => response.end('gateway')).listen(Number(process.env.PORT));
process.stdout.write(`{"app":"${name}","message":"started"}\n`);
process.on('SIGTERM', () => {
  if (behaviour !== 'stubborn') setTimeout(() => process.exit(0), behaviour === 'slow-stop' ? 2_000 : 50);
});
