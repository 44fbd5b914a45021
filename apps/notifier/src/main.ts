import { runApp } from '@perezvon/bootstrap';
import { adapters } from '@perezvon/provider-registry';
import { env, shape } from './config.ts';
import { startNotifier } from './notifier.ts';

await runApp({ name: 'notifier', shape, env, providers: adapters, start: startNotifier });
