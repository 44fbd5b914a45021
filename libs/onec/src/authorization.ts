export type Credentials =
  { scheme: 'basic'; user: string; password: string } | { scheme: 'bearer'; token: string };

const decodeCredentials = (bytes: Uint8Array): string => {
  try {
    // Strips one BOM by itself: 1C writes it when the text of the credentials was made with a default encoding.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
};

const parseBasic = (encoded: string): Credentials | null => {
  const compact = encoded.replace(/\s+/g, '');
  if (!/^[\w+/-]+={0,2}$/.test(compact)) return null;
  const text = decodeCredentials(Buffer.from(compact, 'base64'));
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  return { scheme: 'basic', user: text.slice(0, colon).trim(), password: text.slice(colon + 1) };
};

/**
 * The Authorization header of 1C: scheme in any case, superfluous blanks, credentials in UTF-8 (also with BOM) or
 * windows-1251, split at the first colon. Null when absent or unreadable. A header broken by the line feeds of
 * `Base64Строка()` never gets here: Node's parser refuses it.
 */
export const parseAuthorization = (header: string | null | undefined): Credentials | null => {
  const [, scheme, rest] = /^\s*(basic|bearer)\s+(\S.*)$/is.exec(header ?? '') ?? [];
  if (scheme === undefined || rest === undefined) return null;
  if (scheme.toLowerCase() === 'basic') return parseBasic(rest);
  return { scheme: 'bearer', token: rest.trim() };
};
