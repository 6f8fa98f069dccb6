import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/** Functions that better-auth has no route for; like all of its, they are called from the inside only. */
export function sessionFunctions() {
  return {
    id: 'session-functions',
    endpoints: {
      /** Whose half-done sign-in a request's cookie remembers, without using it up. */
      halfSignedIn: createAuthEndpoint.serverOnly({ method: 'POST' }, async (ctx) => {
        const { context } = ctx;
        const identifier = await ctx.getSignedCookie(context.createAuthCookie('two_factor').name, context.secret);
        const found = identifier ? await context.internalAdapter.findVerificationValue(identifier) : null;
        const live = found !== null && found.expiresAt > new Date();
        return { person: live ? await context.internalAdapter.findUserById(found.value) : null };
      }),
      /** A session for somebody whom a provider vouches for. */
      openSession: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.object({ person: z.string(), ssoTenant: z.string() }) },
        async (ctx) => {
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(ctx.body.person);
          if (user === null) return { person: null };
          const session = await internalAdapter.createSession(user.id, false, { ssoTenant: ctx.body.ssoTenant });
          await setSessionCookie(ctx, { session, user });
          return { person: user };
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
