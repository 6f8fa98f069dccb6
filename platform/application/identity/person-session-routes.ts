import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';
import type { Contexts } from '../access/contexts.ts';
import type { People } from './people.ts';
import type { PersonSessions } from './person-sessions.ts';
import { deviceOf } from './session-device.ts';
import { openSession, own, personCookies, sessionExample, sessionSchema } from './session-shape.ts';

const listedSession = z
  .object({
    id: z.string(),
    device: z.string().describe('Program and machine, as they call themselves'),
    userAgent: z.string(),
    address: z.string().describe('Where the sign-in came from; empty when it is not known'),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().describe('To the minute'),
    expiresAt: z.iso.datetime(),
    current: z.boolean().describe('True for the session that asks'),
    ssoTenant: z.string().nullable().describe('The tenant whose single sign-on opened it; null after a password'),
  })
  .meta({ id: 'ListedSession' });
const example: z.infer<typeof listedSession> = {
  id: 'q2JzX0b8yTn4',
  device: 'Firefox on Linux',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '192.0.2.7',
  createdAt: '2026-03-01T08:00:00.000Z',
  lastUsedAt: '2026-03-02T09:30:00.000Z',
  expiresAt: '2026-03-09T09:30:00.000Z',
  current: true,
  ssoTenant: null,
};

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u, 'text on one line');

/** One's own account: its name, and where one is signed in. */
export function personSessionRoutes(sessions: PersonSessions, people: People, contexts: Contexts): readonly Route[] {
  const shared = { tag: 'Session', permission: 'signed-in', scope: 'none' } as const;
  return [
    defineRoute({
      ...shared,
      method: 'PATCH',
      path: '/session/person',
      id: 'updatePerson',
      summary: 'Change your name',
      body: z.strictObject({ name }),
      bodyBytesMax: 4096,
      response: sessionSchema,
      audit: {
        type: 'person',
        id: own,
        before: async ({ actor }) => ({ name: actor.name }),
        after: ({ person }) => ({ name: person.name }),
      },
      example: { body: { name: 'Ada King' }, response: sessionExample },
      handle: async (call) => await openSession(call, await people.rename(personCookies(call), call.body.name), contexts),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/sessions',
      id: 'listSessions',
      summary: 'Where are you signed in?',
      response: z.object({ items: z.array(listedSession) }),
      example: { response: { items: [example] } },
      handle: async (call) => ({
        items: (await sessions.list(personCookies(call))).map(({ usedAt, createdAt, expiresAt, ssoTenant, ...session }) => ({
          ...session,
          ssoTenant: ssoTenant ?? null,
          device: deviceOf(session.userAgent),
          createdAt: createdAt.toISOString(),
          lastUsedAt: usedAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        })),
      }),
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/sessions/{session}',
      id: 'endSession',
      summary: 'End one of your sessions',
      params: z.object({ session: z.string().min(1).max(64) }),
      response: z.void(),
      status: 204,
      audit: { type: 'session' },
      example: { response: undefined },
      handle: (call) => sessions.end(personCookies(call), call.params.session),
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/sessions',
      id: 'endOtherSessions',
      summary: 'End all your other sessions',
      response: z.object({ ended: z.int() }),
      audit: { type: 'person', id: own, after: ({ ended }) => ({ sessionsEnded: ended }) },
      example: { response: { ended: 2 } },
      handle: async (call) => ({ ended: await sessions.endOthers(personCookies(call)) }),
    }),
  ];
}
