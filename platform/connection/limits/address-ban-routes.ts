import { z } from 'zod';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { AddressBan } from './ban.ts';
import { askedFields, askedOf, banParams, pageOfBans, toldFields, toldOf } from './ban-shape.ts';
import type { Bans } from './bans.ts';

const vocabulary: Vocabulary = { address: 'string', reason: 'string', createdAt: 'timestamp', expiresAt: 'timestamp' };

/** Longest range of addresses, in characters. */
const addressCharactersMax = 64;

const addressBanSchema = z.object({ address: z.string(), ...toldFields }).meta({ id: 'AddressBan' });
type ShownBan = z.infer<typeof addressBanSchema>;

const example: ShownBan = {
  address: '192.0.2.0/24',
  id: '4f2a9c0d1b3e5f61',
  reason: 'guesses secrets',
  automatic: false,
  limit: 'banned',
  createdBy: 'kX3bq9vT2mZsR5wLpQ8dYc7n',
  createdAt: '2026-01-01T08:00:00.000Z',
  expiresAt: null,
};

/** Addresses that the platform keeps out: for those who run it, as an address may be that of many tenants. */
export function addressBanRoutes(bans: Bans): readonly Route[] {
  const about = { tag: 'Operator', permission: 'operator', scope: 'none' } as const;
  const type = 'address-ban';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/operator/address-bans',
      id: 'listAddressBans',
      summary: 'Addresses that are kept out',
      description: 'Newest first.',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(addressBanSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ query }) => pageOfBans(fitting(bans.addresses().map(shown), query, vocabulary), query),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/operator/address-bans',
      id: 'createAddressBan',
      summary: 'Keep out an address or a range of addresses',
      description: 'Live connections from there end at once; new ones are closed before anything is read.',
      body: z.strictObject({
        address: z.string().trim().min(1).max(addressCharactersMax).describe('Such as 192.0.2.7, 192.0.2.0/24, 2001:db8::/32'),
        ...askedFields,
      }),
      response: addressBanSchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.address },
      example: { body: { address: '192.0.2.0/24', reason: example.reason }, response: example },
      handle: async ({ actor, body }) => shown(await bans.banAddress(body.address, askedOf(body, actor.id))),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/operator/address-bans/{id}',
      id: 'deleteAddressBan',
      summary: 'Let an address in again',
      params: banParams,
      response: z.void(),
      status: 204,
      audit: {
        type,
        before: async ({ params }) =>
          bans
            .addresses()
            .map(shown)
            .find(({ id }) => id === params.id) ?? null,
      },
      example: { response: undefined },
      handle: ({ params }) => bans.unbanAddress(params.id),
    }),
  ];
}

function shown(ban: AddressBan): ShownBan {
  return { address: ban.address, ...toldOf(ban) };
}
