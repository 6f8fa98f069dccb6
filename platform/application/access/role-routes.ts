import { z } from 'zod';
import { actionNames, actions } from '#core/access/action.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { roleName } from '#core/names.ts';
import { cutByName, pageOf, pageQuery } from '#core/page.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import type { Giving } from './giving.ts';
import { builtinRole, builtinRoles, newRoleSchema, type Role, roleChangeSchema, roleSchema, rolesPerTenantMax } from './role.ts';
import type { RoleStore } from './role-store.ts';

const vocabulary: Vocabulary = { name: 'string', label: 'string', builtin: 'boolean' };
const params = z.object({ role: roleName });
const actionSchema = z
  .object({
    name: z.string(),
    on: z.string().describe('The kind of thing that it is done to'),
    reach: z
      .enum(['placed', 'tenant', 'catalogue'])
      .describe(
        'placed: may be given for a space, labels or one device; tenant: for the whole tenant only; catalogue: holds everywhere once given anywhere',
      ),
    text: z.string(),
  })
  .meta({ id: 'ActionInfo' });
const example: Role = {
  name: 'night-shift',
  label: 'Night shift',
  allow: ['data.query', 'device.read'],
  deny: [],
  builtin: false,
  version: 1,
};

/** Roles as data: those of the platform and those that a tenant makes. */
export function roleRoutes(roles: RoleStore, giving: Giving, events: EventBus): readonly Route[] {
  const about = { tag: 'Access', scope: 'tenant' } as const;
  const type = 'role';
  const before = async ({ tenant, params }: AuditedCall<{ readonly role: string }, unknown>) =>
    (await roles.find(tenant, params.role)) ?? null;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/actions',
      id: 'listActions',
      summary: 'What roles can permit',
      permission: 'signed-in',
      response: z.object({ items: z.array(actionSchema) }),
      example: { response: { items: [{ name: 'device.read', on: 'device', reach: 'placed', text: 'See devices and their state' }] } },
      handle: async () => ({ items: actionNames.map((name) => ({ name, ...actions[name] })) }),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/roles',
      id: 'listRoles',
      summary: 'List roles',
      description: 'Those that come with the platform first, then those of the tenant, in order of names.',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(roleSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const own = cutByName(fitting(await roles.list(tenant), query, vocabulary), query.cursor, query.limit);
        return query.cursor === undefined ? { ...own, items: [...fitting(builtinRoles, query, vocabulary), ...own.items] } : own;
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/roles',
      id: 'createRole',
      summary: 'Make a role',
      permission: 'access.role',
      body: newRoleSchema,
      response: roleSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.name },
      example: { body: { name: 'night-shift', label: 'Night shift', allow: ['device.read', 'data.query'] }, response: example },
      handle: async ({ tenant, body }) => {
        const made = await roles.insert(tenant, body);
        if (made === 'full') throw new Fault('CONFLICT', `There are ${rolesPerTenantMax} roles already, the most of a tenant`);
        if (made === 'taken') {
          const places = [{ field: 'name', expected: 'a name that no role of this tenant has' }];
          throw new Fault('ALREADY_EXISTS', `There is a role ${body.name} already`, { places });
        }
        return made;
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/roles/{role}',
      id: 'getRole',
      summary: 'Read a role',
      permission: 'access.read',
      versioned: true,
      params,
      response: roleSchema,
      example: { response: example },
      handle: async ({ tenant, params, setVersion }) => {
        const role = builtinRole(params.role) ?? found(await roles.find(tenant, params.role), params.role);
        setVersion(role.version);
        return role;
      },
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/roles/{role}',
      id: 'updateRole',
      summary: 'Change a role',
      description: 'Holds at once for everybody who has it.',
      permission: 'access.role',
      versioned: true,
      params,
      body: roleChangeSchema,
      response: roleSchema,
      audit: { type, before },
      example: { body: { deny: ['data.query'] }, response: { ...example, deny: ['data.query'], version: 2 } },
      handle: async ({ actor, tenant, access, params: { role: name }, body, expected, setVersion }) => {
        refuseBuiltin(name);
        // Who has the role would get more than whoever changes it has.
        const before = found(await roles.find(tenant, name), name);
        const wider = { ...before, allow: body.allow ?? before.allow, deny: body.deny ?? before.deny };
        if (body.allow !== undefined || body.deny !== undefined) await giving.checkRole(actor, access, wider);
        const role = found(await roles.update(tenant, name, body, expected), name);
        setVersion(role.version);
        events.publish('access.changed', { tenant });
        return role;
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/roles/{role}',
      id: 'deleteRole',
      summary: 'Remove a role that nobody has',
      permission: 'access.role',
      versioned: true,
      params,
      response: z.void(),
      status: 204,
      audit: { type, before },
      example: { response: undefined },
      handle: async ({ tenant, params: { role: name }, expected }) => {
        refuseBuiltin(name);
        const uses = await roles.uses(tenant, name);
        if (uses > 0) throw new Fault('CONFLICT', `${uses} people, keys or shares have the role ${name}; take it from them first`);
        if (!(await roles.remove(tenant, name, expected))) throw noRole(name);
        events.publish('access.changed', { tenant });
      },
    }),
  ];
}

function refuseBuiltin(name: string): void {
  if (builtinRole(name) !== undefined)
    throw new Fault('CONFLICT', `The role ${name} comes with the platform and stays as it is; make one of your own`);
}

function found(role: Role | undefined, name: string): Role {
  if (role === undefined) throw noRole(name);
  return role;
}

function noRole(name: string): Fault {
  return new Fault('NOT_FOUND', `There is no role ${name}`);
}
