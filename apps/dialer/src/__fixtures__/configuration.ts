import { loadConfig, type PerezvonConfig } from '@perezvon/config';
import { z } from 'zod';

/** `clinic` calls about its bookings, `shop` has no `reminders` section. `account`: YAML, one or a list. */
const textOf = (account: string): string => `
infobases:
  - id: clinic
    name: Клиника на Садовой
    secrets: ["clinic-secret-1"]
    timezone: Europe/Moscow
    reminders: { account: ${account} }
  - id: shop
    name: Магазин
    secrets: ["shop-secret-22"]
    timezone: Europe/Moscow
accounts:
  - { id: robot, provider: fake, infobases: [clinic], hookToken: hook-token-0123456789 }
  - { id: spare-robot, provider: fake, infobases: [clinic], hookToken: hook-token-9876543210 }
`;

/** What the configuration looks at of an adapter. */
const provider = { settings: z.strictObject({}), capabilities: { reminderCall: 'asks' as const } };

export const testConfig = (account = 'robot'): PerezvonConfig => {
  const loaded = loadConfig({ text: textOf(account), env: {}, providers: new Map([['fake', provider]]) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
};
