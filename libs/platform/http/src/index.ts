export { createApi } from './create-api.ts';
export { createHttpServer } from './http-server.ts';
export { problemReply } from './problems.ts';
export type { ApiRoute, Endpoint, HotRoute, HttpReply, HttpRequest, Methods } from './endpoint.ts';
export type { HttpServer } from './http-server.ts';
