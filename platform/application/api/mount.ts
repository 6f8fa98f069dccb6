import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Access, createAccess } from '#core/access/access.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { spaceTree } from '#core/access/space-tree.ts';
import { plainAddress } from '#core/address.ts';
import { Fault } from '#core/errors.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { Actor, Call, Route } from '#core/route.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { type Givers, giversClause } from '../access/givers.ts';
import { can } from '../access/policy.ts';
import type { AuditRecorder } from '../audit/audit-recorder.ts';
import { openBeforePasswordChange } from '../identity/session-routes.ts';
import type { RequestRate } from '../quota/request-rate.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';
import type { Conditions, OpenConditions } from './conditions.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import { faultOf } from './problem.ts';
import { repeatOf } from './repeat.ts';
import { routerPath } from './route-path.ts';
import { originOf } from './same-origin.ts';
import { exact, fit, parsePart } from './validate.ts';

/** Names the tenant that a call acts in, for who may act in several. */
export const tenantHeader = 'thalamus-tenant';
/** Largest body of a route that names no bound of its own. */
export const bodyBytesMax = 256 * 1024;
/** A call is given up after this time; its `signal` aborts. */
export const callMs = 30_000;

export interface MountNeeds {
  readonly authenticate: Authenticate;
  readonly idempotency: Idempotency;
  readonly audit: AuditRecorder;
  readonly spaces: SpaceTrees;
  readonly directory: DeviceDirectory;
  readonly requestRate: RequestRate;
  /** Who could give what a caller misses. */
  readonly givers: Givers;
  /** The address people use, where a proxy stands before us. */
  readonly publicUrl: string | undefined;
}

/** Puts a route of the table on the server: who, may they, what do they ask, do it, does the answer fit. */
export function mountRoute(app: FastifyInstance, route: Route, needs: MountNeeds, open: OpenConditions): void {
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
    handler: (request, reply) => (route.otherwise === undefined ? serve(request, reply) : serve(request, reply).catch(lead(reply))),
    errorHandler: async (error, request) => {
      throw await explained(error, callers.get(request)?.actor, needs);
    },
  });

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { actor, access } = callers.get(request) ?? nobody;
    const conditions = open((name) => headerOf(request, name));
    const call: Call<unknown, unknown, unknown> = {
      actor,
      tenant: actor.tenant,
      access,
      params: parsePart(params, request.params, 'path'),
      query: parsePart(query, request.query, 'query'),
      body: parsePart(body, request.body, 'body'),
      signal: goneSignal(reply),
      address: plainAddress(request.ip),
      requestHeader: (name) => headerOf(request, name),
      setHeader: (name, value) => void reply.header(name, value),
      expected: conditions.expected,
      setVersion: conditions.setVersion,
    };
    // Answers are kept with a tenant; who belongs to none yet has nowhere to keep them.
    const mayRepeat = repeatOf(route) === 'keyed' && actor.tenant !== '';
    const key = mayRepeat ? headerOf(request, 'idempotency-key') : undefined;
    const work = async () => ({
      status,
      body: await needs.audit.record(route, { ...call, requestId: request.id }, async () => {
        await needOnDevice(route, call, needs);
        return await conditions.around(call, async () => fit(route, await route.handle(call)));
      }),
    });
    const answer: Answer =
      key === undefined ? await work() : await needs.idempotency.once(actor, key, `${route.method} ${request.url}`, request.body, work);
    return send(reply, answer, conditions);
  }

  /** A page leads to where people are told what went wrong; what is our fault is shown as it is. */
  function lead(reply: FastifyReply) {
    return (error: unknown): FastifyReply => {
      const fault = faultOf(error);
      if (route.otherwise === undefined || fault.code === 'INTERNAL') throw error;
      return reply.header('location', route.otherwise(fault)).status(302).send();
    };
  }
}

/** A refusal says who could give what is missing. */
async function explained(error: unknown, actor: Actor | undefined, { givers }: MountNeeds): Promise<unknown> {
  if (!(error instanceof Forbidden) || error.permission === 'operator') return error;
  // Who has what in a tenant is not for the people of another one.
  if (actor?.via === 'share') return error.and('; the tenant that shares it can give it');
  return error.and(giversClause(await givers(actor?.tenant ?? '')));
}

/** Aborts when the caller goes away before the answer is out, or after `callMs`. The request's own signal aborts as soon as its body is read. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // A timeout signal of its own would go off for every call, long after most of them are answered: a tenth of a call's time.
  const late = setTimeout(() => gone.abort(), callMs).unref();
  reply.raw.once('close', () => {
    clearTimeout(late);
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

interface Caller {
  readonly actor: Actor;
  readonly access: Access;
}

const callers = new WeakMap<FastifyRequest, Caller>();

// Who calls a public route: nobody, who may do nothing.
const nobody: Caller = {
  actor: { kind: 'key', id: '', name: '', tenant: '', roles: [], policy: [], operator: false },
  access: createAccess([], spaceTree([])),
};

/** A device that the path names must be there, be seen by the caller, and be one that they may do this to. */
async function needOnDevice(route: Route, call: Call<unknown, unknown, unknown>, { directory }: MountNeeds): Promise<void> {
  const { permission, scope } = route;
  if (scope !== 'tenant' || permission === 'public' || permission === 'signed-in' || permission === 'operator') return;
  const name = (call.params as { readonly device?: unknown } | undefined)?.device;
  if (typeof name !== 'string') return;
  const device = await directory.device(call.tenant, name);
  if (device === undefined) throw new Fault('NOT_FOUND', `There is no device ${name}`);
  call.access.need(permission, device);
}

/** A caller we know who is not let in stands in the audit log. */
async function admitOrTell(route: Route, request: FastifyRequest, reply: FastifyReply, needs: MountNeeds): Promise<void> {
  try {
    await admit(route, request, reply, needs);
  } catch (error) {
    const actor = callers.get(request)?.actor;
    if (error instanceof Fault && error.status === 403 && actor !== undefined) {
      await needs.audit.denied(route, actor, request.params, { address: plainAddress(request.ip), requestId: request.id }, error);
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
  const credentials = { authorization: header('authorization'), cookie: header('cookie'), address: plainAddress(request.ip) };
  const caller = await needs.authenticate({ ...credentials, tenant: header(tenantHeader) }).catch((error: unknown) => {
    // What is about the caller alone must go on when a tenant is theirs no more: who am I, sign out.
    if (route.scope === 'none' && error instanceof Fault && error.code === 'FORBIDDEN') return needs.authenticate(credentials);
    throw error;
  });
  if (caller === undefined) throw new Fault('UNAUTHENTICATED', 'Sign in, or send Authorization: Bearer <API key>');
  const { actor } = caller;
  needs.requestRate.take(actor, (name, value) => void reply.header(name, value));
  const tree = actor.tenant === '' ? spaceTree([]) : await needs.spaces(actor.tenant);
  callers.set(request, { actor, access: createAccess(actor.policy, tree) });
  if (caller.by === 'cookie' && changes && originOf(header, needs.publicUrl) !== 'same') throw crossOrigin();
  if (caller.setCookies.length > 0) reply.header('set-cookie', caller.setCookies);
  if (caller.passwordChangeRequired && !openBeforePasswordChange.has(route.id)) {
    throw new Fault(
      'PASSWORD_CHANGE_REQUIRED',
      'You signed in with a one-time password; set your own first (POST /api/v1/session/password)',
    );
  }
  if (route.scope === 'tenant' && actor.tenant === '') throw new Fault('FORBIDDEN', 'You belong to no tenant; ask for an invitation');
  if (!can(actor, route.permission)) throw new Forbidden(route.permission);
}

function crossOrigin(): Fault {
  return new Fault('FORBIDDEN', 'A signed-in browser may change things from this platform’s own pages only; programs send an API key');
}

function send(reply: FastifyReply, answer: Answer, conditions: Conditions): FastifyReply {
  reply.status(answer.status);
  if (answer.status === 204 || answer.status === 302) return reply.send();
  const text = JSON.stringify(answer.body);
  const tag = conditions.tagOf(text);
  if (tag !== undefined) reply.header('etag', tag);
  if (tag !== undefined && conditions.knows(tag)) return reply.status(304).send();
  return reply.type('application/json; charset=utf-8').send(text);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
