import type { ProviderEvent } from '@perezvon/contracts-events';
import type { MangoSettings } from './mango.config.ts';
import { countIn, textIn } from './mango.fields.ts';
import type { Fields } from './mango.fields.ts';

/** What one notification says; null when what it must name is missing. */
export type ReadNotification = (fields: Fields, context: NotificationContext) => ProviderEvent[] | null;

export interface NotificationContext {
  settings: MangoSettings;
  /** `events/call`, `result/route` … */
  path: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The request a call comes from: Mango repeats `command_id`, and ours are UUIDs. Other systems at the same account have commands of
 * their own.
 */
export const attemptIdOf = (fields: Fields): string | null => {
  const text = textIn(fields, 'command_id')?.toLowerCase() ?? '';
  return uuid.test(text) ? text : null;
};

const threeHours = 3 * 3600;

/** A time of an event, seconds (see `timestamps` of the settings); null when absent or 0, which Mango writes for “never”. */
export const momentIn = (
  fields: Fields,
  name: string,
  { timestamps }: Pick<MangoSettings, 'timestamps'>,
): Date | null => {
  const seconds = countIn(fields, name);
  // Beyond the year 5000 it is no time of a call.
  if (seconds === null || seconds <= threeHours || seconds >= 1e11) return null;
  return new Date((timestamps === 'moscow' ? seconds - threeHours : seconds) * 1000);
};
