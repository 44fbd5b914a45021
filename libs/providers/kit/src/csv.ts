import { parse } from 'csv-parse/sync';

/**
 * Rows of a CSV text, of whatever length each; blank lines and a BOM are left out. Fields may be quoted; in a text whose quotes
 * don't match (a provider that doesn't escape), they count as ordinary characters. Never throws.
 */
export const readCsv = (text: string, { delimiter }: { delimiter: string }): string[][] => {
  const options = {
    delimiter,
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
  };
  try {
    return parse(text, options);
  } catch {
    return parse(text, { ...options, quote: false });
  }
};
