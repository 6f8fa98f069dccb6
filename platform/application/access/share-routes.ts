import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Access } from '#core/access/access.ts';
import type { Scope } from '#core/access/scope.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { deviceName, roleName, spaceName, tenantName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { cutById } from './cut-by-id.ts';
import type { Giving } from './giving.ts';
import { type Share, type ShareStore, sharesPerTenantMax } from './share-store.ts';

const vocabulary: Vocabulary = {
  tenant: 'string',
  toTenant: 'string',
  space: 'string',
  device: 'string',
  role: 'string',
  createdAt: 'timestamp',
  expiresAt: 'timestamp',
};
const shareId = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits');
const thing = z.union([z.strictObject({ space: spaceName }), z.strictObject({ device: deviceName })]);
const shareFields = z.object({
  id: z.string(),
  tenant: z.string().describe('Whose it is'),
  toTenant: z.string().describe('Who may use it'),
  thing: z.union([z.object({ space: z.string() }), z.object({ device: z.string() })]).describe('A space with all below it, or one device'),
  role: z.string().describe('What they may do with it at most'),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
const shareSchema = shareFields.meta({ id: 'Share' });
const receivedShareSchema = shareFields.extend({ ownerLabel: z.string().nullable() }).meta({ id: 'ReceivedShare' });
const time = z.union([z.iso.datetime({ offset: true }), z.int().min(0).max(8.64e15)]);
const example = {
  id: '4f2a9c0d1b3e5f60',
  tenant: 'acme',
  toTenant: 'service-partner',
  thing: { space: 'plant-1' },
  role: 'viewer',
  expiresAt: '2026-12-31T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
};

export interface ShareRoutesNeeds {
  readonly shares: ShareStore;
  readonly giving: Giving;
  readonly directory: DeviceDirectory;
  readonly tenantExists: (name: string) => Promise<boolean>;
  readonly events: EventBus;
  readonly now: () => number;
}

/** Letting another tenant use a space or a device: a grant, never a copy. */
export function shareRoutes({ shares, giving, directory, tenantExists, events, now }: ShareRoutesNeeds): readonly Route[] {
  const about = { tag: 'Shares', scope: 'tenant' } as const;
  const type = 'share';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/shares',
      id: 'listShares',
      summary: 'What we share with others',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(shareSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => cutById(fitting(await shares.given(tenant), query, vocabulary, seen).map(shown), query),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/shares/received',
      id: 'listReceivedShares',
      summary: 'What others share with us',
      description: 'To use it, name the owner in the header Thalamus-Tenant.',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(receivedShareSchema),
      example: { response: { items: [{ ...example, ownerLabel: 'Acme' }], next: null } },
      handle: async ({ tenant, query }) => {
        const received = await shares.received(tenant, new Date(now()));
        return cutById(
          fitting(received, query, vocabulary, seen).map((share) => ({ ...shown(share), ownerLabel: share.ownerLabel })),
          query,
        );
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/shares',
      id: 'createShare',
      summary: 'Share a space or a device with another tenant',
      description: 'People there may do with it what the role allows, as far as their own role at home does.',
      permission: 'access.share',
      body: z.strictObject({ toTenant: tenantName, thing, role: roleName.default('viewer'), expiresAt: time.optional() }),
      response: shareSchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.toTenant },
      example: { body: { toTenant: 'service-partner', thing: { space: 'plant-1' }, role: 'viewer' }, response: example },
      handle: async ({ actor, tenant, access, body }) => {
        const { toTenant, role } = body;
        const expiresAt = body.expiresAt === undefined ? null : new Date(body.expiresAt);
        if (expiresAt !== null && expiresAt.getTime() <= now()) throw wrong('expiresAt', 'a time in the future');
        if (toTenant === tenant) throw wrong('toTenant', 'another tenant than your own');
        if (!(await tenantExists(toTenant))) throw wrong('toTenant', 'the name of a tenant of this platform');
        const scope = await scopeOf(tenant, access, body.thing);
        await giving.check(actor, tenant, access, [{ role, scope, effect: 'allow' }]);
        if ((await shares.given(tenant)).length >= sharesPerTenantMax) {
          throw new Fault('CONFLICT', `There are ${sharesPerTenantMax} shares already, the most of a tenant`);
        }
        const share: Share = {
          tenant,
          id: randomBytes(8).toString('hex'),
          toTenant,
          ...('space' in body.thing ? { kind: 'space', thing: body.thing.space } : { kind: 'device', thing: body.thing.device }),
          role,
          expiresAt,
          createdBy: actor.id,
          createdAt: new Date(now()),
        };
        if (!(await shares.insert(share))) throw new Fault('ALREADY_EXISTS', `That is shared with ${toTenant} in this role already`);
        events.publish('access.changed', { tenant });
        return shown(share);
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/shares/{id}',
      id: 'deleteShare',
      summary: 'End a share',
      description: 'At once, for everybody there.',
      permission: 'access.share',
      params: z.object({ id: shareId }),
      response: z.void(),
      status: 204,
      audit: {
        type,
        before: async ({ tenant, params }) => {
          const share = (await shares.given(tenant)).find(({ id }) => id === params.id);
          return share === undefined ? null : shown(share);
        },
      },
      example: { response: undefined },
      handle: async ({ tenant, params }) => {
        if (!(await shares.remove(tenant, params.id))) throw new Fault('NOT_FOUND', `There is no share ${params.id}`);
        events.publish('access.changed', { tenant });
      },
    }),
  ];

  async function scopeOf(tenant: string, access: Access, shared: z.output<typeof thing>): Promise<Scope> {
    if ('space' in shared) {
      if (!access.spaces.has(shared.space)) throw wrong('thing.space', 'a space of this tenant');
      return { kind: 'space', space: shared.space };
    }
    if ((await directory.device(tenant, shared.device)) === undefined) throw wrong('thing.device', 'a device of this tenant');
    return { kind: 'device', device: shared.device };
  }
}

function seen(share: Share): object {
  return { ...share, [share.kind]: share.thing };
}

function shown({ id, tenant, toTenant, kind, thing: name, role, expiresAt, createdAt }: Share) {
  return {
    id,
    tenant,
    toTenant,
    thing: kind === 'space' ? { space: name } : { device: name },
    role,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

function wrong(field: string, expected: string): Fault {
  return new Fault('BAD_REQUEST', `${field}: ${expected}`, { places: [{ field, expected }] });
}
