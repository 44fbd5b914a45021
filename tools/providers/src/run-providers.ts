import type { Adapter } from '@perezvon/contracts-adapter';
import { providerRows, tableText } from './provider-table.ts';
import { syncPage } from './providers-page.ts';

export interface ProvidersOptions {
  args: readonly string[];
  adapters: ReadonlyMap<string, Adapter>;
  /** Absolute path of docs/providers.md. */
  page: string;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const usage = 'Usage: npm run providers [-- --check | --write]   the table, or docs/providers.md made of it';

/** The command `npm run providers`; the result is the exit code. */
export const runProviders = async (options: ProvidersOptions): Promise<number> => {
  const { args, adapters, page, print, complain } = options;
  const rows = providerRows(adapters);
  const [mode, ...more] = args;
  if (mode === undefined) {
    print(tableText(rows));
    return 0;
  }
  if (more.length > 0 || (mode !== '--check' && mode !== '--write')) {
    complain(usage);
    return 2;
  }
  if (await syncPage(page, rows, { isWriting: mode === '--write' })) return 0;
  complain('docs/providers.md: stale; npm run providers -- --write');
  return 1;
};
