import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { filterQuery, readFilterOf } from '#core/filter/filter.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { type AuditActor, defineRoute, type Route } from '#core/route.ts';
import type { People } from '../identity/people.ts';
import { type Assignment, assignmentSchema, assignmentsSchema, readAssignments } from './assignment.ts';
import type { Giving } from './giving.ts';
import { type InvitationRow, type InvitationStore, invitationVocabulary } from './invitation-store.ts';
import type { Invitations } from './invitations.ts';

const id = z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits');
const token = z.string().min(1).max(200);
const email = z.email('an e-mail address').max(254);
const invitationFields = z.object({
  id: z.string(),
  email: z.string(),
  assignments: z.array(assignmentSchema),
  invitedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
const invitationSchema = invitationFields.meta({ id: 'Invitation' });
const newInvitationSchema = invitationFields.extend({ link: z.string().describe('Shown this once') }).meta({ id: 'NewInvitation' });
const viewer: Assignment = { role: 'viewer', scope: { kind: 'space', space: 'plant-1' }, effect: 'allow' };
const example = {
  id: '4f2a9c0d1b3e5f60',
  email: 'grace@example.org',
  assignments: [viewer],
  invitedBy: 'Ada',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-08T00:00:00.000Z',
};
const openInvitation = z
  .object({
    tenant: z.string(),
    label: z.string().nullable(),
    email: z.string(),
    invitedBy: z.string(),
    expiresAt: z.iso.datetime(),
    hasAccount: z.boolean().describe('Sign in and join; otherwise accept with a name and a password'),
  })
  .meta({ id: 'OpenInvitation' });

const nobody: AuditActor = { kind: 'nobody', id: '', name: 'an invited person', tenant: '', roles: [] };

export interface InvitationRoutesNeeds {
  readonly invitations: Invitations;
  readonly store: InvitationStore;
  readonly people: People;
  readonly giving: Giving;
  /** The page of the console that a link opens; the token follows its `#`, which no server ever sees. */
  readonly page: () => string;
}

/** Inviting people, and what those do with the link. */
export function invitationRoutes({ invitations, store, people, giving, page }: InvitationRoutesNeeds): readonly Route[] {
  const about = { tag: 'Access', scope: 'tenant' } as const;
  const type = 'invitation';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/invitations',
      id: 'listInvitations',
      summary: 'List invitations that wait for an answer',
      permission: 'access.read',
      query: pageQuery.extend({ filter: filterQuery(invitationVocabulary) }),
      response: pageOf(invitationSchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query }) => {
        const { limit, cursor } = query;
        const rows = await store.list(tenant, readFilterOf(query, invitationVocabulary), cursor, limit + 1);
        const items = rows.slice(0, limit);
        return { items: items.map(shown), next: rows.length > limit ? (items.at(-1)?.email ?? null) : null };
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/invitations',
      id: 'createInvitation',
      summary: 'Invite somebody',
      description: 'The link is shown once; pass it on to the person. It works once, for a week. You can give no more than you have.',
      permission: 'access.member',
      body: z.strictObject({ email, assignments: assignmentsSchema.min(1, 'at least one role') }),
      response: newInvitationSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.email, after: ({ link: _, ...invitation }) => invitation },
      example: {
        body: { email: example.email, assignments: [viewer] },
        response: { ...example, link: 'http://127.0.0.1:8080/invitation#…' },
      },
      handle: async ({ actor, tenant, access, body }) => {
        await giving.check(actor, tenant, access, body.assignments);
        const { row, token } = await invitations.invite(actor, tenant, body.email, body.assignments);
        return { ...shown(row), link: `${page()}#${token}` };
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/invitations/{id}',
      id: 'deleteInvitation',
      summary: 'Take an invitation back',
      permission: 'access.member',
      params: z.object({ id }),
      response: z.void(),
      status: 204,
      audit: {
        type,
        before: async ({ tenant, params }) => {
          const row = await store.find(tenant, params.id);
          return row === undefined ? null : shown(row);
        },
      },
      example: { response: undefined },
      handle: async ({ tenant, params }) => {
        if (!(await store.remove(tenant, params.id))) throw new Fault('NOT_FOUND', `There is no invitation ${params.id}`);
      },
    }),
    defineRoute({
      tag: 'Session',
      scope: 'none',
      method: 'POST',
      path: '/invitation',
      id: 'lookAtInvitation',
      summary: 'Who invites me to what?',
      permission: 'public',
      body: z.strictObject({ token }),
      bodyBytesMax: 4096,
      response: openInvitation,
      audit: { none: 'a question, by POST so that the secret stands in no address' },
      example: {
        body: { token: '4f2a9c0d1b3e5f60…' },
        response: {
          tenant: 'acme',
          label: 'Acme',
          email: example.email,
          invitedBy: 'Ada',
          expiresAt: example.expiresAt,
          hasAccount: false,
        },
      },
      handle: async ({ body }) => {
        const { expiresAt, ...rest } = await invitations.look(body.token);
        return { ...rest, expiresAt: expiresAt.toISOString() };
      },
    }),
    defineRoute({
      tag: 'Session',
      scope: 'none',
      method: 'POST',
      path: '/invitation/accept',
      id: 'acceptInvitation',
      summary: 'Accept an invitation as somebody new',
      description: 'Makes your account and signs you in.',
      permission: 'public',
      body: z.strictObject({
        token,
        name: z.string().trim().min(1).max(128),
        password: z.string().min(8, '8 to 128 characters').max(128, '8 to 128 characters'),
      }),
      bodyBytesMax: 4096,
      response: z.object({ tenant: z.string(), email: z.string() }),
      status: 201,
      audit: {
        type: 'person',
        id: ({ actor }) => actor.name,
        actor: async (_call, _done, result) => (result === undefined ? nobody : ((await people.known(result.email)) ?? nobody)),
        after: ({ tenant }) => ({ joined: tenant }),
      },
      example: {
        body: { token: '4f2a9c0d1b3e5f60…', name: 'Grace', password: 'correct horse battery staple' },
        response: { tenant: 'acme', email: example.email },
      },
      handle: async ({ body, address, requestHeader, setHeader }) => {
        const caller = { address, userAgent: requestHeader('user-agent')?.slice(0, 256) };
        const { actor, email, setCookies } = await invitations.accept(body.token, body.name, body.password, caller);
        setHeader('set-cookie', setCookies);
        return { tenant: actor.tenant, email };
      },
    }),
    defineRoute({
      tag: 'Session',
      scope: 'none',
      method: 'POST',
      path: '/invitation/join',
      id: 'joinByInvitation',
      summary: 'Accept an invitation with the account you have',
      permission: 'signed-in',
      body: z.strictObject({ token }),
      bodyBytesMax: 4096,
      response: z.object({ tenant: z.string() }),
      audit: {
        type: 'person',
        id: ({ actor }) => actor.id,
        after: ({ tenant }) => ({ joined: tenant }),
        tenant: (_call, result) => result?.tenant,
      },
      example: { body: { token: '4f2a9c0d1b3e5f60…' }, response: { tenant: 'acme' } },
      handle: async ({ actor, body }) => {
        if (actor.kind === 'key') throw new Fault('FORBIDDEN', 'Sign in: an API key joins no tenant');
        return { tenant: await invitations.join(body.token, actor) };
      },
    }),
  ];
}

function shown({ id, email, assignments, invited_by: invitedBy, created_at, expires_at }: InvitationRow) {
  return {
    id,
    email,
    assignments: [...readAssignments(assignments)],
    invitedBy,
    createdAt: created_at.toISOString(),
    expiresAt: expires_at.toISOString(),
  };
}
