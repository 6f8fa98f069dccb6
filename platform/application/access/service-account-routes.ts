import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { filterQuery, fitting } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { roleName } from '#core/names.ts';
import { cutByName, pageOf, pageQuery } from '#core/page.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { type Assignment, assignmentSchema, assignmentsSchema } from './assignment.ts';
import type { Giving } from './giving.ts';
import { type ServiceAccount, type ServiceAccountStore, serviceAccountsPerTenantMax } from './service-account-store.ts';

const vocabulary: Vocabulary = { name: 'string', label: 'string', disabled: 'boolean', createdAt: 'timestamp' };
const label = z.string().trim().min(1).max(128);
const accountSchema = z
  .object({
    name: z.string(),
    label: z.string().nullable(),
    disabled: z.boolean(),
    assignments: z.array(assignmentSchema),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ServiceAccount' });
const params = z.object({ account: roleName });
const operator: Assignment = { role: 'operator', scope: { kind: 'tenant' }, effect: 'allow' };
const example = {
  name: 'erp',
  label: 'ERP bridge',
  disabled: false,
  assignments: [operator],
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** Programs as members: roles of their own, and keys that can be changed without changing what they may do. */
export function serviceAccountRoutes(accounts: ServiceAccountStore, giving: Giving, events: EventBus): readonly Route[] {
  const about = { tag: 'Access', scope: 'tenant' } as const;
  const type = 'service-account';
  const before = async ({ tenant, params }: AuditedCall<{ readonly account: string }, unknown>) => {
    const account = await accounts.find(tenant, params.account);
    return account === undefined ? null : shown(account);
  };
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/service-accounts',
      id: 'listServiceAccounts',
      summary: 'List service accounts',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(vocabulary) }),
      response: pageOf(accountSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const { items, next } = cutByName(fitting(await accounts.list(tenant), query, vocabulary), query.cursor, query.limit);
        return { items: items.map(shown), next };
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/service-accounts',
      id: 'createServiceAccount',
      summary: 'Make a service account',
      description: 'Make keys for it with `createApiKey` and its name as `serviceAccount`.',
      permission: 'access.key',
      body: z.strictObject({ name: roleName, label: label.optional(), assignments: assignmentsSchema.default([]) }),
      response: accountSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.name },
      example: { body: { name: 'erp', label: 'ERP bridge', assignments: [operator] }, response: example },
      handle: async ({ actor, tenant, access, body: { name, label, assignments } }) => {
        await giving.check(actor, tenant, access, assignments);
        if ((await accounts.list(tenant)).length >= serviceAccountsPerTenantMax) {
          throw new Fault('CONFLICT', `There are ${serviceAccountsPerTenantMax} service accounts already, the most of a tenant`);
        }
        const made = await accounts.insert(tenant, actor.id, { name, label: label ?? null, assignments });
        if (made === undefined) {
          const places = [{ field: 'name', expected: 'a name that no service account of this tenant has' }];
          throw new Fault('ALREADY_EXISTS', `There is a service account ${name} already`, { places });
        }
        return shown(made);
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/service-accounts/{account}',
      id: 'getServiceAccount',
      summary: 'Read a service account',
      permission: 'access.read',
      params,
      response: accountSchema,
      example: { response: example },
      handle: async ({ tenant, params }) => shown(found(await accounts.find(tenant, params.account), params.account)),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/service-accounts/{account}',
      id: 'updateServiceAccount',
      summary: 'Change a service account',
      description: 'Holds at once for all its keys; while it is disabled none of them works.',
      permission: 'access.key',
      params,
      body: z.strictObject({
        label: label.nullable().optional(),
        disabled: z.boolean().optional(),
        assignments: assignmentsSchema.optional(),
      }),
      response: accountSchema,
      audit: { type, before },
      example: { body: { disabled: true }, response: { ...example, disabled: true } },
      handle: async ({ actor, tenant, access, params: { account: name }, body: { label, disabled, assignments } }) => {
        const account = found(await accounts.find(tenant, name), name);
        // Who changes a program could then use it: it must not be more than they have, before or after.
        await giving.check(actor, tenant, access, [
          ...account.assignments.filter(({ effect }) => effect === 'allow'),
          ...(assignments ?? []),
        ]);
        const done = await accounts.update(tenant, name, {
          ...(label === undefined ? {} : { label }),
          ...(disabled === undefined ? {} : { disabled }),
          ...(assignments === undefined ? {} : { assignments }),
        });
        events.publish('access.changed', { tenant });
        return shown(found(done, name));
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/service-accounts/{account}',
      id: 'deleteServiceAccount',
      summary: 'Delete a service account with its keys',
      permission: 'access.key',
      params,
      response: z.void(),
      status: 204,
      audit: { type, before },
      example: { response: undefined },
      handle: async ({ tenant, params: { account: name } }) => {
        if (!(await accounts.remove(tenant, name))) throw noAccount(name);
        events.publish('access.changed', { tenant });
      },
    }),
  ];
}

function shown({ name, label, disabled, assignments, createdAt }: ServiceAccount) {
  return { name, label, disabled, assignments: [...assignments], createdAt: createdAt.toISOString() };
}

function found(account: ServiceAccount | undefined, name: string): ServiceAccount {
  if (account === undefined) throw noAccount(name);
  return account;
}

function noAccount(name: string): Fault {
  return new Fault('NOT_FOUND', `There is no service account ${name}`);
}
