import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Asset {
  type: string;
  content: Buffer;
}

const types = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

/** No inline script: the page's security policy allows only files of this address. */
export const docsPage = `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Перезвон: API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="api"><p>Описание: <a href="/openapi.json">/openapi.json</a></p></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

export const docsScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });\n`;

/** Beside the bundle in production (the image has no node_modules), in the package otherwise; null when in neither. */
const assetFolder = (): string | null => {
  const beside = join(import.meta.dirname, 'swagger-ui');
  if (existsSync(beside)) return beside;
  try {
    return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  } catch {
    return null;
  }
};

/** Files of Swagger UI by name, read once; empty when they were not shipped (then /docs only links the document). */
export const readDocsAssets = (): Map<string, Asset> => {
  const folder = assetFolder();
  const assets = new Map<string, Asset>();
  if (folder === null) return assets;
  for (const [name, type] of Object.entries(types)) {
    const path = join(folder, name);
    if (existsSync(path)) assets.set(name, { type, content: readFileSync(path) });
  }
  return assets;
};
