/**
 * A telephone of a provider as E.164 digits without `+`, or null: hidden, an internal number, a SIP name. Russian habits: a leading
 * 8 or `810`, ten digits without a country. Meant for what machines write; what people write into 1C is read by the domain.
 */
export const readPhone = (text: string | null | undefined): string | null => {
  const bare = (text ?? '')
    .trim()
    .replace(/^(?:tel|sips?):/i, '')
    .replace(/[@;].*$/s, '');
  if (bare.length > 40) return null;
  const digits = bare.replace(/[\s().-]/g, '').replace(/^00(?=[1-9])/, '+');
  if (!/^\+?\d+$/.test(digits)) return null;
  const number = digits.startsWith('+') ? digits.slice(1) : withCountry(digits);
  return /^[1-9]\d{6,14}$/.test(number) ? number : null;
};

/** Too few digits without a `+` can't be told from an internal number. */
const withCountry = (digits: string): string => {
  if (/^810[1-9]\d{9,}$/.test(digits)) return digits.slice(3);
  if (/^8\d{10}$/.test(digits)) return `7${digits.slice(1)}`;
  if (/^[3-9]\d{9}$/.test(digits)) return `7${digits}`;
  return digits.length > 10 ? digits : '';
};
