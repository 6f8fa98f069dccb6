import { z } from 'zod';
import { unrestricted } from '#core/access/access.ts';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { spaceName } from '#core/names.ts';
import { cutByName, pageQuery } from '#core/page.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { newSpaceSchema, type Space, spaceChangeSchema, spacePage, spaceSchema } from './space.ts';
import type { SpaceService } from './space-service.ts';

/** What filters of spaces may name. */
const vocabulary: Vocabulary = {
  name: 'string',
  label: 'string',
  parent: 'string',
  devices: 'number',
  devicesBelow: 'number',
  createdAt: 'timestamp',
};
const params = z.object({ space: spaceName });
const example: Space = {
  name: 'plant-1',
  label: 'Plant 1',
  parent: 'root',
  path: ['root', 'plant-1'],
  devices: 3,
  devicesBelow: 12,
  createdAt: '2026-01-01T00:00:00.000Z',
  may: ['space.write', 'device.write'],
};

/** The HTTP face of the space tree. */
export function spaceRoutes(spaces: SpaceService): readonly Route[] {
  const about = { tag: 'Spaces', scope: 'tenant' } as const;
  const type = 'space';
  const before = async ({ tenant, params }: AuditedCall<{ readonly space: string }, unknown>) =>
    recorded(await spaces.get(tenant, unrestricted, params.space));
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/spaces',
      id: 'listSpaces',
      summary: 'List spaces',
      description: 'Those that you may see, in order of names. `parent` gives what stands right below one space.',
      permission: 'space.read',
      query: pageQuery.extend({
        parent: spaceName.optional(),
        search: z.string().trim().min(1).max(128).optional().describe('Part of the name or label'),
        filter: filterQuery(vocabulary),
      }),
      response: spacePage,
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, access, query }) => {
        const listed = fitting(await spaces.list(tenant, access, query), query, vocabulary, (space) => ({
          ...space,
          createdAt: new Date(space.createdAt),
        }));
        return cutByName(listed, query.cursor, query.limit);
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/spaces',
      id: 'createSpace',
      summary: 'Make a space',
      permission: 'space.write',
      body: newSpaceSchema,
      response: spaceSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.name, after: recorded },
      example: { body: { name: 'plant-1', label: 'Plant 1' }, response: { ...example, devices: 0, devicesBelow: 0 } },
      handle: ({ tenant, access, body }) => spaces.create(tenant, access, body),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/spaces/{space}',
      id: 'getSpace',
      summary: 'Read a space',
      permission: 'space.read',
      versioned: true,
      params,
      response: spaceSchema,
      example: { response: example },
      handle: async ({ tenant, access, params, setVersion }) => told(await spaces.get(tenant, access, params.space), setVersion),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/spaces/{space}',
      id: 'updateSpace',
      summary: 'Rename or move a space',
      description: 'All that stands in it moves along.',
      permission: 'space.write',
      versioned: true,
      params,
      body: spaceChangeSchema,
      response: spaceSchema,
      audit: { type, before, after: recorded },
      example: { body: { label: 'Plant one' }, response: { ...example, label: 'Plant one' } },
      handle: async ({ tenant, access, params, body, expected, setVersion }) =>
        told(await spaces.change(tenant, access, params.space, body, expected), setVersion),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/spaces/{space}',
      id: 'deleteSpace',
      summary: 'Remove an empty space',
      permission: 'space.write',
      versioned: true,
      params,
      response: z.void(),
      status: 204,
      audit: { type, before },
      example: { response: undefined },
      handle: async ({ tenant, access, params, expected }) => await spaces.remove(tenant, access, params.space, expected),
    }),
  ];
}

function told<T extends { readonly version: string }>(space: T, setVersion: (version: string) => void): T {
  setVersion(space.version);
  return space;
}

// How many devices stand there changes by itself.
function recorded({ name, label, parent, createdAt }: Space) {
  return { name, label, parent, createdAt };
}
