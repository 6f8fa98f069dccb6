import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { seal, unseal } from '../api/seal.ts';

/** Somebody has this long to sign in at their organisation; then they begin anew. */
export const ssoAttemptMs = 15 * 60_000;

const attemptSchema = z.object({
  tenant: z.string(),
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  until: z.number(),
});

/** What a browser keeps between leaving for the provider and coming back. */
export type SsoAttempt = z.output<typeof attemptSchema>;

/** The cookie of an attempt: sealed, so that nobody reads or makes one, and sent to these routes only. */
export interface AttemptCookie {
  begin(tenant: string, issuer: string, next: string): { readonly attempt: SsoAttempt; readonly setCookie: string };
  /** Undefined when there is none, or it took too long. */
  read(cookies: string): SsoAttempt | undefined;
  readonly clear: string;
}

const about = 'sso attempt';

export function createAttemptCookie(key: Uint8Array, secureCookies: boolean, now: () => number): AttemptCookie {
  const name = `${secureCookies ? '__Secure-' : ''}thalamus.sso`;
  const attributes = `Path=/api/v1/session/sso; HttpOnly; SameSite=Lax${secureCookies ? '; Secure' : ''}`;
  return {
    begin(tenant, issuer, next) {
      const [state, nonce, verifier] = [random(), random(), random()];
      const attempt = { tenant, issuer, state, nonce, verifier, next, until: now() + ssoAttemptMs };
      const value = seal(key, JSON.stringify(attempt), about).toString('base64url');
      return { attempt, setCookie: `${name}=${value}; Max-Age=${ssoAttemptMs / 1000}; ${attributes}` };
    },
    read(cookies) {
      const pair = cookies.split(';').find((each) => each.trim().startsWith(`${name}=`));
      if (pair === undefined) return undefined;
      const sealed = Buffer.from(pair.trim().slice(name.length + 1), 'base64url');
      const text = sealed.length < 32 ? undefined : unseal(key, sealed, about);
      const attempt = text === undefined ? undefined : attemptSchema.parse(JSON.parse(text));
      return attempt !== undefined && attempt.until > now() ? attempt : undefined;
    },
    clear: `${name}=; Max-Age=0; ${attributes}`,
  };
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
