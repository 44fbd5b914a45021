import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { RouteContract } from './contract.ts';
import { problemSchema } from './schemas.ts';

const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: problemSchema } },
});

const commonErrors = {
  '400': problem('Запрос не читается'),
  '413': problem('Тело больше 2 МБ или событий больше 500'),
  '429': problem('Слишком часто; см. Retry-After'),
  '503': problem('Принять некуда; см. Retry-After'),
};

const repliesOf = ({ replies }: RouteContract) =>
  Object.fromEntries(
    Object.entries(replies).map(([status, { description, schema }]) => [
      status,
      schema ? { description, content: { 'application/json': { schema } } } : { description },
    ]),
  );

const operation = (route: RouteContract): ZodOpenApiOperationObject => {
  const { query, pathParameters, headers, body, summary, tag } = route;
  const isForInfobase = tag === 'onec';
  return {
    summary,
    tags: [tag],
    requestParams: {
      ...(query ? { query } : {}),
      ...(pathParameters ? { path: pathParameters } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(body ? { requestBody: { content: { 'application/json': { schema: body } } } } : {}),
    security: isForInfobase ? [{ basic: [] }, { bearer: [] }] : [],
    responses: {
      ...(tag === 'service' ? {} : commonErrors),
      ...(isForInfobase ? { '401': problem('Имя или секрет неверны') } : {}),
      ...repliesOf(route),
    },
  };
};

/** A prefix takes anything below it; the document shows its pattern and the methods providers use. */
const hookPath = '/hooks/{account}/{token}';

const pathsOf = (routes: readonly RouteContract[]): ZodOpenApiPathsObject => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const shown = route.hot === 'prefix' ? hookPath : route.path;
    const methods = route.methods.includes('*') ? ['GET', 'POST', 'PUT'] : route.methods;
    const operations = methods.map((method) => [method.toLowerCase(), operation(route)] as const);
    paths[shown] = Object.fromEntries(operations);
  }
  return paths;
};

/** The contract as OpenAPI 3.1, from the same table and schemas the server runs on. */
export const describeRoutes = (routes: readonly RouteContract[]): object =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Perezvon',
      version: '1.0.0',
      description:
        'Перезвон: звонки-напоминания из 1С. Любой ответ — application/json; charset=utf-8, без пустых тел и перенаправлений.',
    },
    tags: [
      { name: 'onec', description: 'Для 1С' },
      { name: 'providers', description: 'Для провайдеров телефонии' },
      { name: 'service', description: 'Служебное' },
    ],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  });
