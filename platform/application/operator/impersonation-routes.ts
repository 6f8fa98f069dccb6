import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { tenantName } from '#core/names.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import type { Impersonation, ImpersonationStore } from '../access/impersonation-store.ts';
import type { TenantStore } from '../tenant/tenant-store.ts';

/** Longest time that an operator acts in a tenant before they have to say again why. */
export const impersonationMinutesMax = 240;

const impersonationSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    reason: z.string(),
    beganAt: z.iso.datetime(),
    until: z.iso.datetime(),
  })
  .meta({ id: 'Impersonation' });
const example = {
  id: '4f2a9c0d1b3e5f60',
  tenant: 'acme',
  reason: 'Ticket 4711: no data since this morning',
  beganAt: '2026-01-01T08:00:00.000Z',
  until: '2026-01-01T08:30:00.000Z',
};

export interface ImpersonationRoutesNeeds {
  readonly impersonations: ImpersonationStore;
  readonly tenants: TenantStore;
  readonly events: EventBus;
  readonly now: () => number;
}

/** An operator's look into a tenant: for a reason, for a time, and told in that tenant's audit log. */
export function impersonationRoutes({ impersonations, tenants, events, now }: ImpersonationRoutesNeeds): readonly Route[] {
  const about = { tag: 'Operator', permission: 'operator', scope: 'none' } as const;
  const type = 'impersonation';
  const mine = async (operator: string, id: string) =>
    (await impersonations.running(operator, new Date(now()))).find((each) => each.id === id);
  const before = async ({ actor, params }: AuditedCall<{ readonly id: string }, unknown>) => {
    const running = await mine(actor.id, params.id);
    return running === undefined ? null : shown(running);
  };
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/operator/impersonations',
      id: 'listImpersonations',
      summary: 'Where you act as an administrator at the moment',
      response: z.object({ items: z.array(impersonationSchema) }),
      example: { response: { items: [example] } },
      handle: async ({ actor }) => ({ items: (await impersonations.running(actor.id, new Date(now()))).map(shown) }),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/operator/impersonations',
      id: 'beginImpersonation',
      summary: 'Act in a tenant as an administrator for a time',
      description:
        'Name the tenant in the header Thalamus-Tenant afterwards. Beginning, end and every change stand in that tenant’s audit log.',
      body: z.strictObject({
        tenant: tenantName,
        reason: z.string().trim().min(10, 'a reason that the tenant will understand, 10 characters at least').max(500),
        minutes: z.int().min(1).max(impersonationMinutesMax).default(30),
      }),
      response: impersonationSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.tenant, tenant: ({ body }, result) => (result === undefined ? undefined : body.tenant) },
      example: { body: { tenant: 'acme', reason: example.reason, minutes: 30 }, response: example },
      handle: async ({ actor, body: { tenant, reason, minutes } }) => {
        if (actor.kind !== 'person') throw new Fault('FORBIDDEN', 'Only a person who runs the platform may do this');
        if ((await tenants.find(tenant)) === undefined) throw new Fault('NOT_FOUND', `There is no tenant ${tenant}`);
        const begun: Impersonation = {
          id: randomBytes(8).toString('hex'),
          operator: actor.id,
          tenant,
          reason,
          beganAt: new Date(now()),
          until: new Date(now() + minutes * 60_000),
        };
        await impersonations.begin(begun);
        events.publish('access.changed', { tenant });
        return shown(begun);
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/operator/impersonations/{id}',
      id: 'endImpersonation',
      summary: 'Stop acting in a tenant',
      params: z.object({ id: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits') }),
      response: impersonationSchema,
      audit: { type, before, id: ({ params }, result) => result?.tenant ?? params.id, tenant: (_call, result) => result?.tenant },
      example: { response: example },
      handle: async ({ actor, params }) => {
        const ended = await impersonations.end(actor.id, params.id, new Date(now()));
        if (ended === undefined) throw new Fault('NOT_FOUND', `There is no impersonation ${params.id} that runs`);
        events.publish('access.changed', { tenant: ended.tenant });
        return shown(ended);
      },
    }),
  ];
}

function shown({ id, tenant, reason, beganAt, until }: Impersonation) {
  return { id, tenant, reason, beganAt: beganAt.toISOString(), until: until.toISOString() };
}
