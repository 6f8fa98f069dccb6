import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { filterQuery, readFilterOf } from '#core/filter/filter.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { type Assignment, assignmentSchema, assignmentsSchema } from './assignment.ts';
import type { Giving } from './giving.ts';
import { memberVocabulary } from './member-filter.ts';
import type { Member, MembershipStore } from './membership-store.ts';

const personId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/, 'the id of a member');
const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    assignments: z.array(assignmentSchema),
    since: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
/** What names a member in a path. */
export const memberParams = z.object({ person: personId });
const viewer: Assignment = { role: 'viewer', scope: { kind: 'space', space: 'plant-1' }, effect: 'allow' };
const example = {
  id: 'kX3bq9vT2mZsR5wLpQ8dYc7n',
  name: 'Ada',
  email: 'ada@example.org',
  assignments: [viewer],
  since: '2026-01-01T00:00:00.000Z',
};

/** The people of a tenant and what they may do. */
export function memberRoutes(memberships: MembershipStore, giving: Giving, events: EventBus): readonly Route[] {
  const about = { tag: 'Access', scope: 'tenant' } as const;
  const type = 'member';
  const before = async ({ tenant, params }: AuditedCall<{ readonly person: string }, unknown>) => {
    const member = await memberships.member(tenant, params.person);
    return member === undefined ? null : shown(member);
  };
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/members',
      id: 'listMembers',
      summary: 'List the members of the tenant',
      description: 'In order of names.',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(memberVocabulary) }),
      response: pageOf(memberSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const { limit, cursor } = query;
        const after = cursor === undefined ? undefined : readCursor(cursor);
        const rows = await memberships.members(tenant, readFilterOf(query, memberVocabulary), after, limit + 1);
        const items = rows.slice(0, limit);
        const last = items.at(-1);
        return { items: items.map(shown), next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/members/{person}',
      id: 'getMember',
      summary: 'Read a member',
      permission: 'access.read',
      params: memberParams,
      response: memberSchema,
      example: { response: example },
      handle: async ({ tenant, params }) => shown(found(await memberships.member(tenant, params.person), params.person)),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/members/{person}',
      id: 'updateMember',
      summary: 'Change what a member may do',
      description: 'All assignments anew; they hold at once. You can give no more than you have, and change nobody who has more than you.',
      permission: 'access.member',
      params: memberParams,
      body: z.strictObject({ assignments: assignmentsSchema }),
      response: memberSchema,
      audit: { type, before },
      example: { body: { assignments: [viewer] }, response: example },
      handle: async ({ actor, tenant, access, params: { person }, body: { assignments } }) => {
        const member = found(await memberships.member(tenant, person), person);
        await giving.check(actor, tenant, access, [...member.assignments.filter(({ effect }) => effect === 'allow'), ...assignments]);
        if (!(await memberships.change(tenant, person, assignments))) throw noOwnerLeft();
        events.publish('access.changed', { tenant });
        return shown({ ...member, assignments });
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/members/{person}',
      id: 'removeMember',
      summary: 'Remove a member',
      description: 'They may do nothing in this tenant any more, at once. Keys that they made go on.',
      permission: 'access.member',
      params: memberParams,
      response: z.void(),
      status: 204,
      audit: { type, before },
      example: { response: undefined },
      handle: async ({ actor, tenant, access, params: { person } }) => {
        const member = found(await memberships.member(tenant, person), person);
        await giving.check(
          actor,
          tenant,
          access,
          member.assignments.filter(({ effect }) => effect === 'allow'),
        );
        if (!(await memberships.change(tenant, person, undefined))) throw noOwnerLeft();
        events.publish('access.changed', { tenant });
      },
    }),
  ];
}

function shown({ id, name, email, assignments, since }: Member) {
  return { id, name, email, assignments: [...assignments], since: since.toISOString() };
}

function found(member: Member | undefined, person: string): Member {
  if (member === undefined) throw new Fault('NOT_FOUND', `There is no member ${person}`);
  return member;
}

function noOwnerLeft(): Fault {
  return new Fault('CONFLICT', 'The tenant would be left without an owner; make somebody else one first');
}

function cursorOf({ name, id }: Member): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

function readCursor(cursor: string): { name: string; id: string } {
  try {
    const [name, id] = z.tuple([z.string(), z.string()]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (!name.includes('\0')) return { name, id };
  } catch {
    // The fault below says it.
  }
  throw new Fault('BAD_REQUEST', 'The cursor is not one of ours', { places: [{ field: 'cursor', expected: '`next` of the page before' }] });
}
