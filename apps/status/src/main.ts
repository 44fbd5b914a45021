import { runApp } from '@perezvon/bootstrap';
import { adapters } from '@perezvon/provider-registry';
import { env, shape } from './config.ts';
import { startStatus } from './status.ts';

await runApp({ name: 'status', shape, env, providers: adapters, start: startStatus });
