import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { referencePolicy } from '../headers.ts';
import { errorsPage } from './errors-page.ts';

const compress = promisify(gzip);

/** `/docs/api`: the Scalar reference, all of it from this machine; `/docs/errors`: what the `type` of a problem points at. */
export function mountReference(app: FastifyInstance): void {
  const [page, style, script] = ['page.html', 'page.css', 'page.js'].map(textOf);
  let scalar: Promise<Buffer> | undefined;
  app.get('/docs/errors', async (_request, reply) => reply.type('text/html; charset=utf-8').send(errorsPage()));
  app.get('/docs/api', async (_request, reply) =>
    reply.header('content-security-policy', referencePolicy).type('text/html; charset=utf-8').send(page),
  );
  app.get('/docs/api/page.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.get('/docs/api/page.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  app.get('/docs/api/scalar.js', async (_request, reply) => {
    scalar ??= loadScalar().catch((error: unknown) => {
      scalar = undefined;
      throw error;
    });
    const packed = await scalar;
    return reply
      .headers({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' })
      .type('text/javascript; charset=utf-8')
      .send(packed);
  });
}

function textOf(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

// The package holds its browser script as a string of 4 MB inside a plugin: loaded when first asked for, kept packed.
async function loadScalar(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const aside = Fastify();
  await aside.register(scalar, { routePrefix: '/reference', configuration: { url: '/api/openapi.json' } });
  const answer = await aside.inject('/reference/js/scalar.js');
  await aside.close();
  if (answer.statusCode !== 200) throw new Error(`the reference’s script is not where it was: ${answer.statusCode}`);
  return await compress(answer.rawPayload);
}
