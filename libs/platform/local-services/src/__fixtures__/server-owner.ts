/** A process that starts one of the servers and prints where it is; the tests kill it, or run it as another user. */
import { startPostgres, startRedis } from '../index.ts';

const [kind, dataDir = ''] = process.argv.slice(2);
const start = kind === 'postgres' ? startPostgres : startRedis;
const server = await start({ dataDir, log: () => undefined, durable: false });
process.stdout.write(`${JSON.stringify({ pid: server.pid, port: server.port })}\n`);
process.once('SIGTERM', () => void server.stop());
