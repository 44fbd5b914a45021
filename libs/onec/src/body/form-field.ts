const percentDecoded = (encoded: string): Uint8Array => {
  const bytes: number[] = [];
  for (let index = 0; index < encoded.length; index += 1) {
    const hex = encoded.slice(index + 1, index + 3);
    if (encoded[index] === '%' && /^[\da-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    } else {
      bytes.push(encoded[index] === '+' ? 0x20 : encoded.charCodeAt(index));
    }
  }
  return Uint8Array.from(bytes);
};

/**
 * One field of a `application/x-www-form-urlencoded` body as bytes, null when absent. Bytes and not text: the percent
 * codes of 1C may be windows-1251, which URLSearchParams would silently turn into replacement characters.
 */
export const formField = (body: Uint8Array, name: string): Uint8Array | null => {
  const text = Buffer.from(body).toString('latin1');
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=');
    if (cut > 0 && pair.slice(0, cut).trim().toLowerCase() === name) {
      return percentDecoded(pair.slice(cut + 1).trim());
    }
  }
  return null;
};
