import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';

/** A function for better-auth that tells whose half-done sign-in a request's cookie remembers, without using it up. */
export function halfSignedIn() {
  return {
    id: 'half-signed-in',
    endpoints: {
      halfSignedIn: createAuthEndpoint.serverOnly({ method: 'POST' }, async (ctx) => {
        const { context } = ctx;
        const identifier = await ctx.getSignedCookie(context.createAuthCookie('two_factor').name, context.secret);
        const found = identifier ? await context.internalAdapter.findVerificationValue(identifier) : null;
        const live = found !== null && found.expiresAt > new Date();
        return { person: live ? await context.internalAdapter.findUserById(found.value) : null };
      }),
    },
  } satisfies BetterAuthPlugin;
}
