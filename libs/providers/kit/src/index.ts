export { decodeText } from './body-text.ts';
export {
  basicAuth,
  bearerAuth,
  verifyBasic,
  verifyBearer,
  verifySignature,
  verifyToken,
} from './credentials.ts';
export type { CircuitState } from './circuit.ts';
export { readCsv } from './csv.ts';
export { readFlatFields } from './flat-fields.ts';
export { readJson } from './lenient-json.ts';
export { readLocalTime, writeLocalTime } from './local-time.ts';
export { multipart } from './multipart.ts';
export { readPhone } from './phone.ts';
export { createProviderHttp } from './provider-http.ts';
export type { ProviderHttpOptions } from './provider-http.ts';
export { readReply } from './provider-reply.ts';
export { readRecording } from './recording.ts';
export { reminderText } from './reminder-text.ts';
export {
  isTimeZone,
  isWithoutCredentials,
  normaliseWord,
  webAddress,
  withoutTrailingSlashes,
} from './settings-fields.ts';
export {
  hmacSignature,
  keyBodySaltSha256,
  sortedValuesMd5,
  urlFormHmacSha1,
  verifyEd25519,
} from './signatures.ts';
