export { basicAuth, verifyBasic } from './credentials.ts';
export { readFlatFields } from './flat-fields.ts';
export { readJson } from './lenient-json.ts';
export { readPlaceReply } from './place-reply.ts';
export { createProviderHttp } from './provider-http.ts';
export type { ProviderHttpOptions } from './provider-http.ts';
