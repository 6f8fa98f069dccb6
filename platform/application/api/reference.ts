import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { errorsPage } from './errors-page.ts';
import { referencePolicy } from './headers.ts';

const compress = promisify(gzip);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thalamus API</title>
</head>
<body>
<div id="app"></div>
<script src="/docs/api/scalar.js"></script>
<script src="/docs/api/start.js"></script>
</body>
</html>
`;

const start = `Scalar.createApiReference('#app', {
  url: '/api/openapi.json',
  title: 'Thalamus API',
  telemetry: false,
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
});
`;

/** `/docs/api`: the Scalar reference, all of it from this machine; `/docs/errors`: what the `type` of a problem points at. */
export function mountReference(app: FastifyInstance): void {
  let script: Promise<Buffer> | undefined;
  app.get('/docs/errors', async (_request, reply) => reply.type('text/html; charset=utf-8').send(errorsPage()));
  app.get('/docs/api', async (_request, reply) =>
    reply.header('content-security-policy', referencePolicy).type('text/html; charset=utf-8').send(page),
  );
  app.get('/docs/api/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  app.get('/docs/api/scalar.js', async (_request, reply) => {
    script ??= loadScript().catch((error: unknown) => {
      script = undefined;
      throw error;
    });
    const packed = await script;
    return reply
      .headers({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' })
      .type('text/javascript; charset=utf-8')
      .send(packed);
  });
}

// The package holds its browser script as a string of 4 MB inside a plugin: loaded when first asked for, kept packed.
async function loadScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const aside = Fastify();
  await aside.register(scalar, { routePrefix: '/reference', configuration: { url: '/api/openapi.json' } });
  const answer = await aside.inject('/reference/js/scalar.js');
  await aside.close();
  if (answer.statusCode !== 200) throw new Error(`the reference’s script is not where it was: ${answer.statusCode}`);
  return await compress(answer.rawPayload);
}
