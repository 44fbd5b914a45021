import { appEnvironment } from '@perezvon/bootstrap';
import { serverEnvironment } from '@perezvon/config';
import { z } from 'zod';

const perSecond = z.coerce.number().int().min(1).max(1_000_000);

/** Variables of the gateway. Rates protect one replica from one sender; they are far above what 1C or a provider sends. */
export const shape = {
  ...appEnvironment,
  ...serverEnvironment,
  /** Webhooks a second of one account. */
  GATEWAY_RATE_ACCOUNT: perSecond.default(500),
  /** Requests a second of one infobase. */
  GATEWAY_RATE_INFOBASE: perSecond.default(200),
};

export type GatewayEnvironment = z.output<z.ZodObject<typeof shape>>;

export const env: Readonly<Record<string, string | undefined>> = process.env;
