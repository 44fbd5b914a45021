import { queuePrefix, runApp } from '@perezvon/bootstrap';
import { adapters, createAccountAdapters } from '@perezvon/provider-registry';
import { env, shape } from './config.ts';
import { startGateway } from './gateway.ts';

await runApp({
  name: 'gateway',
  shape,
  env,
  providers: adapters,
  startsWithoutDatabase: true,
  start: async (context) => {
    const { config, clock, logger, lifecycle } = context;
    const accounts = createAccountAdapters({ accounts: config.accounts, clock, logger });
    lifecycle.own('adapters', () => accounts.forEach(({ instance }) => instance.close()));
    const webhooks = new Map(
      [...accounts].flatMap(
        ([
          id,
          {
            instance: { webhook },
          },
        ]) => (webhook === undefined ? [] : [[id, webhook] as const]),
      ),
    );
    await startGateway({ ...context, webhooks, redis: context.redis('producer'), queuePrefix });
  },
});
