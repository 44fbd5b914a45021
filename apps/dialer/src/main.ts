import { runApp } from '@perezvon/bootstrap';
import { adapters } from '@perezvon/provider-registry';
import { env, shape } from './config.ts';
import { startDialer } from './dialer.ts';

await runApp({ name: 'dialer', shape, env, providers: adapters, start: startDialer });
