import { z } from 'zod';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { deviceName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { TenantBan } from './ban.ts';
import { askedFields, askedOf, banParams, pageOfBans, toldFields, toldOf } from './ban-shape.ts';
import type { Bans } from './bans.ts';

const vocabulary: Vocabulary = {
  clientId: 'string',
  device: 'string',
  application: 'string',
  reason: 'string',
  limit: ['banned', 'flapping', 'duplicate-client'],
  automatic: 'boolean',
  createdAt: 'timestamp',
  expiresAt: 'timestamp',
};

const noZero = /^[^\0]*$/;
/** Longest client identifier that can be banned, in characters; longer ones can't connect. */
const clientIdCharactersMax = 256;
const clientId = z.string().min(1).max(clientIdCharactersMax).regex(noZero, 'a text without U+0000');
/** Longest name of an application that can be banned, in characters. */
const applicationCharactersMax = 256;
const application = z.string().min(1).max(applicationCharactersMax).regex(noZero, 'a text without U+0000');

const target = z
  .strictObject({
    clientId: clientId.optional().describe('Alone: whoever uses it in the tenant; else this one of the device or application'),
    device: deviceName.optional(),
    application: application.optional().describe('A service account, `key:<id>`, or `jwt:<issuer>:<subject>`'),
    ...askedFields,
  })
  .refine(({ clientId, device, application }) => clientId !== undefined || device !== undefined || application !== undefined, {
    path: ['device'],
    message: 'a device, an application or a client identifier',
  })
  .refine(({ device, application }) => device === undefined || application === undefined, {
    path: ['application'],
    message: 'a device or an application, not both',
  });

const banSchema = z
  .object({
    clientId: z.string().nullable(),
    device: z.string().nullable(),
    application: z.string().nullable(),
    ...toldFields,
  })
  .meta({ id: 'Ban' });
type Ban = z.infer<typeof banSchema>;

const example: Ban = {
  clientId: null,
  device: 'pump-7',
  application: null,
  id: '4f2a9c0d1b3e5f60',
  reason: 'sends garbage since the update',
  automatic: false,
  limit: 'banned',
  createdBy: 'kX3bq9vT2mZsR5wLpQ8dYc7n',
  createdAt: '2026-01-01T08:00:00.000Z',
  expiresAt: '2026-01-02T08:00:00.000Z',
};

/** Whom a tenant keeps out of its own. */
export function banRoutes(bans: Bans): readonly Route[] {
  const about = { tag: 'Connections', permission: 'connection.ban', scope: 'tenant' } as const;
  const type = 'ban';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/bans',
      id: 'listBans',
      summary: 'Who is kept out',
      description: 'Newest first, those included that the platform made by itself as a client came and went all the time.',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(banSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => pageOfBans(fitting(bans.of(tenant).map(shown), query, vocabulary), query),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/bans',
      id: 'createBan',
      summary: 'Keep out a device, an application or a client identifier',
      description:
        'Live connections that are meant end at once, with the reason code 0x98; further logins are refused with 0x8A. Who is banned already is so anew, with this reason and until this time.',
      body: target,
      response: banSchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.device ?? body.application ?? body.clientId ?? '' },
      example: { body: { device: 'pump-7', reason: example.reason, expiresAt: '2026-01-02T08:00:00.000Z' }, response: example },
      handle: async ({ actor, tenant, body }) => {
        const { clientId, device, application } = body;
        const named = {
          ...(clientId === undefined ? {} : { clientId }),
          ...(device === undefined ? {} : { device }),
          ...(application === undefined ? {} : { application }),
        };
        return shown(await bans.ban(tenant, named, askedOf(body, actor.id)));
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/bans/{id}',
      id: 'deleteBan',
      summary: 'Let somebody in again',
      params: banParams,
      response: z.void(),
      status: 204,
      audit: {
        type,
        before: async ({ tenant, params }) =>
          bans
            .of(tenant)
            .map(shown)
            .find(({ id }) => id === params.id) ?? null,
      },
      example: { response: undefined },
      handle: ({ tenant, params }) => bans.unban(tenant, params.id),
    }),
  ];
}

function shown(ban: TenantBan): Ban {
  const { clientId = null, device = null, application = null } = ban;
  return { clientId, device, application, ...toldOf(ban) };
}
