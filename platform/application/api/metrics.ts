import { BlockList } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { plainAddress } from '#core/address.ts';
import { Fault } from '#core/errors.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { can } from '../access/policy.ts';
import { defaultTenant } from '../tenant/tenant-store.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** `GET /metrics` for Prometheus, about all tenants: open on this machine, elsewhere for those who run the platform and for their keys. */
export function mountMetrics(app: FastifyInstance, registry: Registry, authenticate: Authenticate): void {
  app.get('/metrics', async (request, reply) => {
    if (!isLocal(request)) await admit(request, authenticate);
    return reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}

// What a proxy on this machine passes on is not local.
function isLocal(request: FastifyRequest): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false;
  const address = plainAddress(request.socket.remoteAddress ?? '');
  return loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

async function admit(request: FastifyRequest, authenticate: Authenticate): Promise<void> {
  const { authorization, cookie } = request.headers;
  const caller = await authenticate({ authorization, cookie, address: plainAddress(request.ip) });
  if (caller === undefined) throw new Fault('UNAUTHENTICATED', 'From another machine send Authorization: Bearer <API key>');
  const { actor } = caller;
  const runsIt = actor.operator || (actor.kind === 'key' && actor.tenant === defaultTenant && actor.via === undefined);
  if (!runsIt || !can(actor, 'data.query')) {
    throw new Fault(
      'FORBIDDEN',
      `Metrics are about all tenants: this needs an operator, or a key of the tenant ${defaultTenant} with data.query`,
    );
  }
}
