import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import type { Actor, Call, Route } from '#core/route.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { can } from '../access/policy.ts';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import { openBeforePasswordChange } from '../identity/session-routes.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import { routePath, routerPath } from './route-path.ts';
import { originOf } from './same-origin.ts';
import { exact, parsePart } from './validate.ts';

/** Largest body of a route that names no bound of its own. */
export const bodyBytesMax = 256 * 1024;
/** A call is given up after this time; its `signal` aborts. */
export const callMs = 30_000;

export interface MountNeeds {
  readonly authenticate: Authenticate;
  readonly idempotency: Idempotency;
  readonly audit: AuditRecorder;
  /** The address people use, where a proxy stands before us. */
  readonly publicUrl: string | undefined;
}

/** Puts a route of the table on the server: who, may they, what do they ask, do it, does the answer fit. */
export function mountRoute(app: FastifyInstance, route: Route, needs: MountNeeds): void {
  const params = exact(route.params);
  const query = exact(route.query);
  const body = exact(route.body);
  const status = route.status ?? 200;
  app.route({
    method: route.method,
    url: routerPath(route),
    bodyLimit: route.bodyBytesMax ?? bodyBytesMax,
    handlerTimeout: callMs,
    // Before the body is read: nobody uploads who may not.
    onRequest: async (request, reply) => await admitOrTell(route, request, reply, needs),
    handler: async (request, reply) => {
      const actor = actors.get(request) ?? nobody;
      const call: Call<unknown, unknown, unknown> = {
        actor,
        tenant: actor.tenant,
        params: parsePart(params, request.params, 'path'),
        query: parsePart(query, request.query, 'query'),
        body: parsePart(body, request.body, 'body'),
        signal: goneSignal(reply),
        address: request.ip,
        requestHeader: (name) => headerOf(request, name),
        setHeader: (name, value) => void reply.header(name, value),
      };
      const key = route.method === 'POST' && route.permission !== 'public' ? headerOf(request, 'idempotency-key') : undefined;
      const work = async () => ({
        status,
        body: await needs.audit.record(route, { ...call, requestId: request.id }, async () => fit(route, await route.handle(call))),
      });
      const answer: Answer =
        key === undefined ? await work() : await needs.idempotency.once(actor, key, `${route.method} ${request.url}`, request.body, work);
      return send(reply, answer);
    },
  });
}

/** Aborts when the caller goes away before the answer is out, or after `callMs`. The request's own signal aborts as soon as its body is read. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return AbortSignal.any([gone.signal, AbortSignal.timeout(callMs)]);
}

const actors = new WeakMap<FastifyRequest, Actor>();

// Who calls a public route: nobody, who may do nothing.
const nobody: Actor = { kind: 'key', id: '', name: '', tenant: '', roles: [] };

/** A caller we know who is not let in stands in the audit log. */
async function admitOrTell(route: Route, request: FastifyRequest, reply: FastifyReply, needs: MountNeeds): Promise<void> {
  try {
    await admit(route, request, reply, needs);
  } catch (error) {
    const actor = actors.get(request);
    if (error instanceof Fault && error.status === 403 && actor !== undefined) {
      await needs.audit.denied(route, actor, request.params, { address: request.ip, requestId: request.id }, error);
    }
    throw error;
  }
}

async function admit(route: Route, request: FastifyRequest, reply: FastifyReply, needs: MountNeeds): Promise<void> {
  const header = (name: string) => headerOf(request, name);
  const changes = route.method !== 'GET';
  reply.header('cache-control', 'no-store');
  if (route.permission === 'public') {
    if (changes && header('authorization') === undefined && originOf(header, needs.publicUrl) === 'cross') throw crossOrigin();
    return;
  }
  const caller = await needs.authenticate({ authorization: header('authorization'), cookie: header('cookie'), address: request.ip });
  if (caller === undefined) throw new Fault('UNAUTHENTICATED', 'Sign in, or send Authorization: Bearer <API key>');
  actors.set(request, caller.actor);
  if (caller.by === 'cookie' && changes && originOf(header, needs.publicUrl) !== 'same') throw crossOrigin();
  if (caller.setCookies.length > 0) reply.header('set-cookie', caller.setCookies);
  if (caller.passwordChangeRequired && !openBeforePasswordChange.has(route.id)) {
    throw new Fault(
      'PASSWORD_CHANGE_REQUIRED',
      'You signed in with a one-time password; set your own first (POST /api/v1/session/password)',
    );
  }
  if (!can(caller.actor, route.permission))
    throw new Fault('FORBIDDEN', `This needs the permission ${route.permission}; an owner or admin can give it`);
  if (route.scope === 'tenant' && caller.actor.tenant === '') throw new Fault('FORBIDDEN', 'You belong to no tenant');
}

function crossOrigin(): Fault {
  return new Fault('FORBIDDEN', 'A signed-in browser may change things from this platform’s own pages only; programs send an API key');
}

function fit(route: Route, result: unknown): unknown {
  if (route.status === 204) return undefined;
  const parsed = route.response.safeParse(result);
  invariant(
    parsed.success,
    `${route.method} ${routePath(route)} answered what its schema does not allow: ${parsed.error?.message.slice(0, 2000)}`,
  );
  return parsed.data;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.status(answer.status);
  if (answer.status === 204) return reply.send();
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body));
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
