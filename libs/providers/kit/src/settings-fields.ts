import { z } from 'zod';

/**
 * An `http(s)` address in an account's settings, without login and password in it. A setting that is missing keeps zod's own message.
 * `shape`: said of anything else that is no such address. `credentials`: where the adapter wants login and password instead.
 */
export const webAddress = ({ shape, credentials }: { shape: string; credentials: string }) =>
  z
    .url({
      protocol: /^https?$/,
      error: (issue) => (issue.code === 'invalid_type' ? undefined : shape),
    })
    .refine(isWithoutCredentials, credentials);

/** Is there nothing before the host of an address? True of what is no address, which is somebody else's complaint. */
export const isWithoutCredentials = (text: string): boolean =>
  !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === '');

/** So that a path can be put behind an address. */
export const withoutTrailingSlashes = (address: string): string => address.replace(/\/+$/, '');

/** A time zone by its IANA name. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Case, blanks and ё make no difference between two words typed into a cabinet or into settings. */
export const normaliseWord = (word: string): string =>
  word.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, '');
