import type { Adapter, AdapterInstance } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import { adapters } from './adapters.ts';
import { guardedInstance } from './guarded-instance.ts';

/** What the registry needs of an account; `AccountConfig` fits. */
export interface Account {
  id: string;
  provider: string;
  /** Already parsed by the adapter's schema, as `loadConfig` leaves it. */
  settings?: unknown;
  http?: AccountHttp;
}

/** What the operator says about an account's requests; it goes before what the adapter says. */
export interface AccountHttp {
  connectTimeoutSeconds?: number | undefined;
  timeoutSeconds?: number | undefined;
  proxy?: string | undefined;
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined } | undefined;
}

/** The part of a logger that is used here. */
export interface FaultLogger {
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface AccountAdapter<Of extends Account = Account> {
  account: Of;
  adapter: Adapter;
  instance: AdapterInstance;
}

export interface AccountAdaptersOptions<Of extends Account> {
  accounts: readonly Of[];
  clock: () => Date;
  logger: FaultLogger;
  /** All adapters unless told otherwise. */
  known?: ReadonlyMap<string, Adapter>;
}

/**
 * One instance of its adapter, with its own HTTP client, per account. An account that cannot be set up is logged as `account.failed`
 * and left out; what an adapter throws later is logged as `adapter.fault` and becomes the contract's safe answer; a circuit that opens
 * or closes is logged as `account.circuit`. Each concerns that account only. Whoever calls this closes the instances.
 */
export const createAccountAdapters = <Of extends Account>(
  options: AccountAdaptersOptions<Of>,
): ReadonlyMap<string, AccountAdapter<Of>> => {
  const { accounts, logger } = options;
  const ready = new Map<string, AccountAdapter<Of>>();
  for (const account of accounts) {
    try {
      ready.set(account.id, setUp(account, options));
    } catch (error) {
      // The message may quote settings, so only the kind of the error is told.
      logger.error('account.failed', {
        accountId: account.id,
        provider: account.provider,
        fault: nameOf(error),
      });
    }
  }
  return ready;
};

const setUp = <Of extends Account>(
  account: Of,
  { clock, logger, known = adapters }: AccountAdaptersOptions<Of>,
): AccountAdapter<Of> => {
  const adapter = known.get(account.provider);
  if (adapter === undefined) throw new ReferenceError('unknown provider');
  const http = createProviderHttp({
    ...adapter.connection(account.settings),
    ...httpOptions(account.http ?? {}),
    onCircuit: (state) =>
      logger.warn('account.circuit', { accountId: account.id, provider: adapter.id, state }),
  });
  const instance = adapter.create(account.settings, { http, clock });
  const report = (method: string, error: unknown): void =>
    logger.error('adapter.fault', {
      accountId: account.id,
      provider: adapter.id,
      method,
      fault: nameOf(error),
    });
  return { account, adapter, instance: guardedInstance(instance, report) };
};

const httpOptions = ({ connectTimeoutSeconds, timeoutSeconds, proxy, tls }: AccountHttp) => ({
  ...(connectTimeoutSeconds === undefined ? {} : { connectTimeoutMs: connectTimeoutSeconds * 1000 }),
  ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
  ...(proxy === undefined ? {} : { proxy }),
  ...(tls === undefined ? {} : { tls }),
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
