import type { ApiRoute, Endpoint, HttpReply } from '@perezvon/http';
import { docsPage, docsScript, readDocsAssets } from './docs-page.ts';

export interface ReadinessOptions {
  /** Red while neither store can take anything, and while starting or stopping. */
  readiness: () => { ok: boolean };
}

export const readyEndpoint =
  ({ readiness }: ReadinessOptions): Endpoint =>
  async () => {
    const { ok } = readiness();
    return { status: ok ? 200 : 503, body: { status: ok ? 'ok' : 'unready' } };
  };

const page = (path: string, reply: HttpReply): ApiRoute => ({
  methods: ['GET'],
  path,
  endpoint: async () => reply,
});

const cached = { 'cache-control': 'public, max-age=3600' };
const script = 'text/javascript; charset=utf-8';

/** /openapi.json and the page that shows it; Swagger UI's files come from here too, nothing from outside. */
export const documentationRoutes = (document: object): ApiRoute[] => [
  page('/openapi.json', { status: 200, body: JSON.stringify(document) }),
  page('/docs', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: docsPage }),
  page('/docs/start.js', { status: 200, headers: { 'content-type': script, ...cached }, body: docsScript }),
  ...[...readDocsAssets()].map(([name, { type, content }]) =>
    page(`/docs/${name}`, { status: 200, headers: { 'content-type': type, ...cached }, body: content }),
  ),
];
