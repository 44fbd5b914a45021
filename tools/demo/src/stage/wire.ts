/**
 * How the bytes travel: as the contract asks, or in one of the ways 1C really posts: a BOM, the seed's Content-Type without its
 * semicolon, none at all, a bare array.
 */
export type Wire = 'plain' | 'bom' | 'seed_type' | 'no_type' | 'array';

export interface WireBody {
  bytes: Uint8Array;
  headers: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json; charset=utf-8' };
export const seedType = { 'content-type': 'application/json charset=utf-8' };
const byteOrderMark = '\uFEFF';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** The body of `POST /v1/onec/events`. */
export const wireBody = (events: readonly unknown[], wire: Wire): WireBody => {
  const text = JSON.stringify(events.length === 1 ? events[0] : { events });
  switch (wire) {
    case 'plain':
      return { bytes: bytesOf(text), headers: json };
    case 'bom':
      return { bytes: bytesOf(byteOrderMark + text), headers: json };
    case 'seed_type':
      return { bytes: bytesOf(text), headers: seedType };
    case 'no_type':
      return { bytes: bytesOf(text), headers: {} };
    case 'array':
      return { bytes: bytesOf(JSON.stringify(events)), headers: json };
  }
};
