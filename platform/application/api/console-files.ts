import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '#core/errors.ts';

const yearS = 365 * 24 * 3600;
const fileName = /\.[A-Za-z0-9]{1,11}$/;

/** Serves the built console: hashed files for ever, precompressed where there is a .br or .gz, index.html for every page of it. */
export async function mountConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    wildcard: true,
    index: false,
    preCompressed: true,
    cacheControl: false,
    // What has no extension is a page of the console, not a folder to list.
    allowedPath: (path) => fileName.test(path),
    setHeaders(response, path) {
      const hashed =
        /\/assets\/|[-.][A-Za-z0-9_-]{8,}\.(?:js|css|woff2|svg|png)(?:\.br|\.gz)?$/.test(path) && !path.includes('/index.html');
      response.setHeader('cache-control', hashed ? `public, max-age=${yearS}, immutable` : 'no-cache');
    },
  });
}

/** Paths that programs call: what they miss is a problem+json, whatever they accept. */
const machinePaths = /^\/(?:api|device|docs|metrics|health|mqtt)(?:\/|$|\?)/;

/** Answers what no route took: the console's index.html for its pages, NOT_FOUND for all else. */
export function answerUnknown(folder: string | undefined): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    if (isPage(request) && folder !== undefined && existsSync(join(folder, 'index.html'))) {
      return reply.status(200).header('cache-control', 'no-cache').sendFile('index.html');
    }
    throw new Fault('NOT_FOUND', `Nothing answers ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`);
  };
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || machinePaths.test(url)) return false;
  const path = url.split('?')[0] ?? '';
  if (path === '/') return true;
  const accepted = acceptedTypes(headers.accept ?? '*/*');
  if (accepted.includes('text/html')) return true;
  // Whoever takes anything and asks for a file wants that file, not a page in its place.
  return !fileName.test(path) && accepted.some((type) => type === '*/*' || type === 'text/*');
}

function acceptedTypes(header: string): string[] {
  return header.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return parameters.some((text) => /^q=0(?:\.0*)?$/.test(text)) ? [] : [type];
  });
}
