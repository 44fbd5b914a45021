import { domainToASCII } from 'node:url';

/** A person's address with the name that is shown, `''` for none. */
export interface MailAddress {
  name: string;
  address: string;
}

/** `name@host`: one of each, nothing that could begin another address, header or command. */
const bare = /^([^\s<>()[\]\\,;:"@]{1,64})@([^\s<>()[\]\\,;:"@]{1,253})$/u;
const named = /^\s*(?:"([^"\\]{0,200})"|([^"<>\\]{0,200}?))\s*<([^<>]+)>\s*$/u;

/** Reads `person@host` and `Name <person@host>` (or `"Name" <…>`); null for anything else, two addresses above all. */
export const readAddress = (text: string): MailAddress | null => {
  if (/\p{Cc}/u.test(text)) return null;
  const [, quoted, plain, inside] = named.exec(text) ?? [];
  const address = (inside ?? text).trim();
  return bare.test(address) && domainOf(address) !== ''
    ? { name: (quoted ?? plain ?? '').trim(), address }
    : null;
};

/** The host of an address that was read, as DNS has it (`почта.рф` becomes `xn--…`); `''` when it cannot be one. */
export const domainOf = (address: string): string =>
  domainToASCII(address.slice(address.lastIndexOf('@') + 1));
