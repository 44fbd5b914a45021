import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createSimulator } from './simulator.ts';
import type { SimulatorOptions } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    /** JSON file: `{"robots": {"mtt-main": …}, "onec": {"clinic": …}}`, the bodies of the control API. */
    setup: { type: 'string' },
  },
});
const setup = values.setup ? (JSON.parse(readFileSync(values.setup, 'utf8')) as SimulatorOptions) : {};
const simulator = createSimulator({ ...setup, seed: values.seed });
const { url } = await simulator.start({ port: Number(values.port), host: values.host });
process.stdout.write(`simulator ready ${url}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
}
