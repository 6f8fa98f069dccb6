import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import type { Logger } from '#core/logger.ts';
import type { Route } from '#core/route.ts';
import { createConditions } from './conditions.ts';
import { answerUnknown, mountConsole } from './console-files.ts';
import { entityTag, isKnown } from './entity-tag.ts';
import { addSecurityHeaders } from './headers.ts';
import { type HealthCheck, mountHealth } from './health.ts';
import { mountMetrics } from './metrics.ts';
import { type MountNeeds, mountRoute } from './mount.ts';
import { openApiDocument } from './openapi.ts';
import { faultOf, problemOf, problemType, retryAfterS } from './problem.ts';
import { mountReference } from './reference/reference.ts';

/** All headers of a request together. */
export const headerBytesMax = 16 * 1024;
/** Open HTTP connections; more are closed at once. */
export const httpConnectionsMax = 20_000;
/** A connection without a request is closed after this time. */
export const keepAliveMs = 72_000;
/** A whole request, body included, must have arrived within this time. */
export const requestMs = 60_000;
/** All headers must have arrived within this time. */
export const requestHeadersMs = 15_000;

export interface ApiServerOptions extends MountNeeds {
  readonly routes: readonly Route[];
  readonly version: string;
  readonly checks: Readonly<Record<string, HealthCheck>>;
  readonly metrics: Registry;
  /** The built console; without it there is the API only. */
  readonly consoleFolder: string | undefined;
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[];
  readonly log: Logger;
}

/** The one HTTP server: routes of all platforms, problem+json for every error, documents, health, metrics and the console. */
export async function createApiServer(options: ApiServerOptions): Promise<FastifyInstance> {
  const { log, routes } = options;
  const app = Fastify({
    logger: false,
    trustProxy: options.proxies.length === 0 ? false : [...options.proxies],
    http: { maxHeaderSize: headerBytesMax, headersTimeout: requestHeadersMs },
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply, log),
  });
  app.server.maxConnections = httpConnectionsMax;
  // Only JSON comes in; Fastify's own text/plain parser would let forms of other sites through unasked.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  app.setNotFoundHandler(answerUnknown(options.consoleFolder));
  addSecurityHeaders(app);

  const conditions = createConditions(routes);
  for (const route of routes) mountRoute(app, route, options, conditions(route));
  mountHealth(app, options.version, options.checks);
  mountMetrics(app, options.metrics, options.authenticate);
  let document: { readonly text: string; readonly tag: string } | undefined;
  app.get('/api/openapi.json', async (request, reply) => {
    if (document === undefined) {
      const text = JSON.stringify(openApiDocument(routes, options.version));
      document = { text, tag: entityTag(text, undefined) };
    }
    reply.headers({ 'cache-control': 'no-cache', etag: document.tag });
    if (isKnown(request.headers['if-none-match'], document.tag)) return reply.status(304).send();
    return reply.type('application/json; charset=utf-8').send(document.text);
  });
  mountReference(app);
  if (options.consoleFolder !== undefined) await mountConsole(app, options.consoleFolder);
  return app;
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const fault = faultOf(error);
  if (fault.code === 'INTERNAL') {
    // The route's pattern, not the address: an address may hold what the caller typed by mistake.
    log.error({ err: error, request: request.id, route: `${request.method} ${request.routeOptions?.url ?? ''}` }, 'a request failed');
  }
  const seconds = retryAfterS(fault);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (fault.status === 401) reply.header('www-authenticate', 'Bearer realm="thalamus"');
  return reply
    .status(fault.status)
    .type(problemType)
    .send(JSON.stringify(problemOf(fault, request.id)));
}

const brokenRequestAnswers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function answerBrokenRequest(error: Error & { code?: string }, socket: import('node:net').Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${brokenRequestAnswers[error.code ?? ''] ?? '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
