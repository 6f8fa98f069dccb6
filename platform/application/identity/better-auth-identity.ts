import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { Kysely } from 'kysely';
import { Fault } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import type { Logger } from '#core/logger.ts';
import { createGate } from './gate.ts';
import type { Caller, IdentityPort, Person, PersonSession } from './identity-port.ts';

/** A session ends after this time without use. */
export const sessionIdleMs = 7 * 24 * 3_600_000;
/** Shortest and longest password that a person may choose. */
export const passwordCharsMin = 8;
/** A longer password is refused as BAD_REQUEST. */
export const passwordCharsMax = 128;
/** Password hashes computed at once (32 MB each), and how many more may wait. */
export const passwordHashesMax = 2;
export const passwordHashesWaitingMax = 32;

const addressHeader = 'x-thalamus-address';

export interface BetterAuthNeeds {
  readonly db: Kysely<unknown>;
  readonly secret: Uint8Array;
  /** True where people come over HTTPS only. */
  readonly secureCookies: boolean;
  readonly log: Logger;
}

/** People through better-auth: its hashing, sessions and cookies, on the tables of `0002-access`; nothing of its HTTP face is open. */
export function createBetterAuthIdentity(needs: BetterAuthNeeds): IdentityPort {
  const auth = openAuth(needs);
  return { signIn, session, signOut, changePassword, create, resetPassword };

  async function signIn(email: string, password: string, caller: Caller): Promise<PersonSession> {
    const headers = new Headers({ [addressHeader]: caller.address });
    if (caller.userAgent !== undefined) headers.set('user-agent', caller.userAgent);
    const answer = await auth.api.signInEmail({ body: { email, password }, headers, returnHeaders: true }).catch(wrongPassword);
    return { person: personOf(answer.response.user), setCookies: answer.headers.getSetCookie() };
  }

  async function session(cookies: string): Promise<PersonSession | undefined> {
    const answer = await auth.api.getSession({ headers: new Headers({ cookie: cookies }), returnHeaders: true });
    if (answer.response === null) return undefined;
    return { person: personOf(answer.response.user), setCookies: answer.headers.getSetCookie() };
  }

  async function signOut(cookies: string): Promise<readonly string[]> {
    const answer = await auth.api.signOut({ headers: new Headers({ cookie: cookies }), returnHeaders: true });
    return answer.headers.getSetCookie();
  }

  async function changePassword(cookies: string, current: string, next: string): Promise<PersonSession> {
    const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
    const headers = new Headers({ cookie: cookies });
    const answer = await auth.api.changePassword({ body, headers, returnHeaders: true }).catch(wrongPassword);
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updateUser(answer.response.user.id, { oneTimePassword: false });
    return {
      person: { ...personOf(answer.response.user), oneTimePassword: false },
      setCookies: answer.headers.getSetCookie(),
    };
  }

  async function create(email: string, name: string, password: string, oneTime: boolean): Promise<Person> {
    const { internalAdapter } = await auth.$context;
    const hash = await hashPassword(password);
    const user = await internalAdapter.createUser(
      { email: email.toLowerCase(), name, emailVerified: true, oneTimePassword: oneTime },
      { method: 'email-password' },
    );
    await internalAdapter.linkAccount({ userId: user.id, accountId: user.id, providerId: 'credential', password: hash });
    return personOf(user);
  }

  async function resetPassword(id: string, password: string, oneTime: boolean): Promise<void> {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updatePassword(id, await hashPassword(password));
    await internalAdapter.updateUser(id, { oneTimePassword: oneTime });
    await internalAdapter.deleteUserSessions(id);
  }
}

function openAuth({ db, secret, secureCookies, log }: BetterAuthNeeds) {
  const gate = createGate(passwordHashesMax, passwordHashesWaitingMax);
  return betterAuth({
    database: { db, type: 'postgres', transaction: true },
    secret: Buffer.from(secret).toString('base64'),
    // Only its functions are called; the address is never asked for, but without one it complains.
    baseURL: 'http://localhost',
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordCharsMin,
      maxPasswordLength: passwordCharsMax,
      password: {
        hash: (password) => gate.run(() => hashPassword(password)),
        verify: ({ hash, password }) => gate.run(() => verifyPassword({ hash, password })),
      },
    },
    advanced: {
      cookiePrefix: 'thalamus',
      useSecureCookies: secureCookies,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { validateSchema: false },
    },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        oneTimePassword: { type: 'boolean', required: false, defaultValue: false, input: false, fieldName: 'one_time_password' },
      },
    },
    session: {
      modelName: 'person_session',
      expiresIn: sessionIdleMs / 1000,
      fields: {
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'person',
      },
    },
    account: {
      modelName: 'person_account',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'person',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'person_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    logger: {
      level: 'error',
      // Its further arguments may hold rows and requests; only the text is kept.
      log: (_level, message) => log.warn({ from: 'better-auth' }, message),
    },
  });
}

interface AuthUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly oneTimePassword?: boolean | null | undefined;
}

function personOf(user: AuthUser): Person {
  invariant(typeof user.id === 'string' && typeof user.email === 'string', 'better-auth answered without a person');
  return { id: user.id, email: user.email, name: user.name, oneTimePassword: user.oneTimePassword === true };
}

function wrongPassword(error: unknown): never {
  if (!isAPIError(error)) throw error;
  if (error.cause instanceof Fault) throw error.cause;
  const code = error.body?.code;
  if (code === 'PASSWORD_TOO_SHORT' || code === 'PASSWORD_TOO_LONG') {
    const expected = `${passwordCharsMin} to ${passwordCharsMax} characters`;
    throw new Fault('BAD_REQUEST', `A password has ${expected}`, { places: [{ field: 'next', expected }] });
  }
  if (error.statusCode < 500) throw new Fault('WRONG_PASSWORD', 'E-mail or password is wrong');
  throw error;
}
