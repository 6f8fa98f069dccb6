import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { type Actor, type AuditActor, defineRoute, type Route } from '#core/route.ts';
import type { Contexts } from '../access/contexts.ts';
import type { People } from './people.ts';
import {
  callerOf,
  cookiesOf,
  openSession,
  own,
  password,
  personCookies,
  sessionExample,
  sessionSchema,
  shownSession,
} from './session-shape.ts';

const signInAnswer = z.union([
  sessionSchema,
  z
    .object({ secondFactorRequired: z.literal(true).describe('Nobody is signed in yet: a code has to follow') })
    .meta({ id: 'SecondFactorRequired' }),
]);

/** Routes that a person with a one-time password may use before replacing it. */
export const openBeforePasswordChange: ReadonlySet<string> = new Set(['getSession', 'signOut', 'changePassword']);

/** Signing in and out, and one's own password. */
export function sessionRoutes(people: People, contexts: Contexts): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/session',
      id: 'signIn',
      tag: 'Session',
      summary: 'Sign in',
      description:
        'Sets the session cookie, or answers `{"secondFactorRequired":true}`: then `completeSignIn` has to follow within ten minutes, with the cookie that was set. After ten wrong passwords in a minute, per address and per e-mail, RATE_LIMITED.',
      permission: 'public',
      scope: 'none',
      body: z.strictObject({ email: z.string().trim().min(1).max(254), password }),
      bodyBytesMax: 4096,
      response: signInAnswer,
      audit: {
        type: 'person',
        id: own,
        actor: async ({ body }, _done, result) => {
          const inside = result !== undefined && !('secondFactorRequired' in result);
          return signer(body.email, await people.known(body.email), inside);
        },
      },
      example: { body: { email: 'admin@thalamus.local', password: 'correct horse battery staple' }, response: sessionExample },
      handle: async (call) => {
        const answer = await people.signIn(call.body.email, call.body.password, callerOf(call));
        if (!('secondFactorRequired' in answer)) return await openSession(call, answer, contexts);
        call.setHeader('set-cookie', answer.setCookies);
        return { secondFactorRequired: true as const };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/session',
      id: 'getSession',
      tag: 'Session',
      summary: 'Who am I?',
      permission: 'signed-in',
      scope: 'none',
      response: sessionSchema,
      example: { response: sessionExample },
      handle: async (call) => {
        const { actor } = call;
        if (actor.kind === 'key') return shownSession({ actor, email: '', passwordChangeRequired: false, door: {}, setCookies: [] }, []);
        const session = await people.session(cookiesOf(call));
        if (session === undefined) throw new Fault('UNAUTHENTICATED', 'The session has ended; sign in again');
        // The call's own actor: it may act in another tenant than the session began in.
        return shownSession({ ...session, actor }, await contexts.tenants(actor.id, session.door));
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/session',
      id: 'signOut',
      tag: 'Session',
      summary: 'Sign out',
      permission: 'signed-in',
      scope: 'none',
      response: z.void(),
      status: 204,
      audit: { type: 'person', id: own },
      example: { response: undefined },
      handle: async (call) => {
        call.setHeader('set-cookie', await people.signOut(cookiesOf(call)));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/session/password',
      id: 'changePassword',
      tag: 'Session',
      summary: 'Change your password',
      description: 'Ends all your other sessions.',
      permission: 'signed-in',
      scope: 'none',
      // Done once, the old password is no longer right; and an answer kept for repetition would lack the new cookie.
      repeat: 'never',
      body: z.strictObject({ current: password, next: z.string().min(8, '8 to 128 characters').max(128, '8 to 128 characters') }),
      bodyBytesMax: 4096,
      response: sessionSchema,
      audit: { type: 'person', id: own, after: () => ({ password: 'another' }) },
      example: { body: { current: 'abcd efgh', next: 'correct horse battery staple' }, response: sessionExample },
      handle: async (call) => {
        const { current, next } = call.body;
        const cookies = personCookies(call);
        if (current === next)
          throw new Fault('BAD_REQUEST', 'That is the old password', { places: [{ field: 'next', expected: 'another password' }] });
        return await openSession(call, await people.changePassword(cookies, current, next, callerOf(call)), contexts);
      },
    }),
  ];
}

/** Who a sign-in is by: the person once all was right, before that nobody who named an account. */
function signer(typed: string, account: Actor | undefined, done: boolean): AuditActor {
  if (done && account !== undefined) return account;
  // What does not look like an e-mail may be a password typed into the wrong field.
  const name = /^[^\s@]+@[^\s@]+$/.test(typed) ? typed.toLowerCase() : 'not an e-mail';
  return { kind: 'nobody', id: account?.id ?? '', name, tenant: account?.tenant ?? '', roles: [] };
}
