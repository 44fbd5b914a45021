const hiddenExactly = new Set([
  'name',
  'patient',
  'patronymic',
  'client',
  'contact',
  'visit',
  'speech',
  'text',
  'body',
  'bodybase64',
  'payload',
  'row',
  'email',
  'recipient',
  'comment',
  'pass',
  'pin',
  'key',
  'cookie',
  'setcookie',
]);

const hiddenParts = [
  'secret',
  'password',
  'passwd',
  'token',
  'authorization',
  'credential',
  'apikey',
  'accesskey',
  'privatekey',
  'signature',
];

/** Names of things, not of people. */
const harmlessNames = new Set(['hostname', 'filename', 'queuename', 'eventname', 'tablename']);

const phoneExactly = new Set([
  'number',
  'numbera',
  'numberb',
  'caller',
  'callee',
  'callerid',
  'msisdn',
  'tel',
  'mobile',
]);

const plain = (key: string): string => key.replace(/[^A-Za-z]/g, '').toLowerCase();

/** Keys whose value never appears in a log: people's names, texts that hold them, secrets. */
export const isHiddenKey = (key: string): boolean => {
  const word = plain(key);
  if (hiddenExactly.has(word)) return true;
  if (word.endsWith('name') && !harmlessNames.has(word)) return true;
  return hiddenParts.some((part) => word.includes(part));
};

/** Keys whose value is a telephone number. */
export const isPhoneKey = (key: string): boolean => {
  const word = plain(key);
  return phoneExactly.has(word) || word.includes('phone');
};

/** Identifiers may look like telephone numbers (a provider's call id) and are needed to follow a call. */
export const isIdentifierKey = (key: string): boolean => /(^id$|Ids?$|_ids?$|^subject$)/.test(key);
