import { loadConfig, type PerezvonConfig } from '@perezvon/config';
import { z } from 'zod';

const text = `
infobases:
  - id: clinic
    name: Клиника на Садовой
    secrets: ["clinic-secret-1"]
    timezone: Europe/Moscow
    reminders: { account: robot }
accounts:
  - { id: robot, provider: fake, infobases: [clinic], hookToken: hook-token-0123456789 }
  - { id: other-robot, provider: fake, infobases: [clinic], hookToken: hook-token-9876543210 }
`;

/** What the configuration looks at of an adapter. */
const provider = { settings: z.strictObject({}), capabilities: { reminderCall: 'asks' as const } };

export const testConfig = (): PerezvonConfig => {
  const loaded = loadConfig({ text, env: {}, providers: new Map([['fake', provider]]) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
};
