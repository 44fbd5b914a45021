import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const infobaseId = 'clinic';
export const accountId = 'robot';
const secret = 'secret-of-the-bench-0123456789';
const hookToken = 'hook-token-of-the-bench-0123456789';

export const webhookPath = `/hooks/${accountId}/${hookToken}`;
export const eventsPath = '/v1/onec/events';
export const onecHeaders = { Authorization: `Bearer ${secret}` };

/** Nothing waits for an hour of the day, a debounce or a line: what is measured is the work. */
const reminders = {
  account: accountId,
  leadHours: 24,
  window: { from: '00:00', to: '24:00' },
  stopBeforeVisitMinutes: 0,
  answerTimeoutMinutes: 60,
  sameDay: true,
  debounceSeconds: 0,
};

const robot = (farSideUrl: string) => ({
  id: accountId,
  provider: 'mtt-voicebox',
  infobases: [infobaseId],
  hookToken,
  limits: { concurrentCalls: 1_000_000, callsPerSecond: 10_000 },
  settings: {
    url: `${farSideUrl}/voicebox`,
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    username: 'robot',
    password: 'robot-secret',
  },
});

const clinic = (farSideUrl: string) => ({
  id: infobaseId,
  name: 'Клиника',
  secrets: [secret],
  timezone: 'Europe/Moscow',
  cityCode: '495',
  delivery: { mode: 'push', url: `${farSideUrl}/onec`, username: 'perezvon', password: 'perezvon' },
  reminders,
});

/** Writes `perezvon.yaml` (JSON is YAML) and gives its path. */
export const writeConfig = (folder: string, farSidePort: number): string => {
  const path = join(folder, 'perezvon.yaml');
  const url = `http://127.0.0.1:${farSidePort}`;
  writeFileSync(path, JSON.stringify({ infobases: [clinic(url)], accounts: [robot(url)] }));
  return path;
};
