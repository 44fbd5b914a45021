/**
 * Text of a body as providers really send it: a BOM decides, then the charset of the content type, then UTF-8, and what is not
 * UTF-8 is windows-1251, the other encoding a Russian provider may use. Never throws; a BOM is taken off.
 */
export const decodeText = (bytes: Uint8Array, contentType = ''): string => {
  const text =
    decodedAs(markedEncoding(bytes), bytes) ??
    decodedAs(declaredEncoding(contentType), bytes) ??
    decodedAs('utf-8', bytes) ??
    new TextDecoder('windows-1251').decode(bytes);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
};

const markedEncoding = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
};

const declaredEncoding = (contentType: string): string | undefined =>
  /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];

const decodedAs = (encoding: string | undefined, bytes: Uint8Array): string | undefined => {
  if (encoding === undefined) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
