import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { pageText } from './provider-table.ts';
import type { ProviderRow } from './provider-table.ts';

/** Whether the page at `path` says what the rows say; `isWriting`: it does afterwards. */
export const syncPage = async (
  path: string,
  rows: readonly ProviderRow[],
  { isWriting }: { isWriting: boolean },
): Promise<boolean> => {
  const expected = await format(pageText(rows), { ...(await resolveConfig(path)), parser: 'markdown' });
  const isFresh = existsSync(path) && readFileSync(path, 'utf8') === expected;
  if (isFresh || !isWriting) return isFresh;
  writeFileSync(path, expected);
  return true;
};
