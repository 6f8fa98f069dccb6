import { isAPIError } from 'better-auth/api';
import { hashPassword } from 'better-auth/crypto';
import { Fault } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import { type BetterAuth, headersOf, passwordCharsMax, passwordCharsMin } from './better-auth.ts';
import type { Caller, HalfSignedIn, IdentityPort, KnownSession, Person, PersonSession, SessionInfo } from './identity-port.ts';

/** A session's time of last use is written when it is older than this. */
export const sessionUsedMs = 60_000;

/** People through better-auth: its hashing, sessions and cookies. */
export function createBetterAuthIdentity(auth: BetterAuth): IdentityPort {
  return {
    ...{ signIn, session, signOut, sessions, endSessions, changePassword, create, createWithoutPassword, openSession },
    ...{ endSsoSessions, rename, resetPassword },
  };

  async function signIn(email: string, password: string, caller: Caller): Promise<PersonSession | HalfSignedIn> {
    const answer = await auth.api
      .signInEmail({ body: { email, password }, headers: headersOf(undefined, caller), returnHeaders: true })
      .catch(wrongPassword);
    const setCookies = answer.headers.getSetCookie();
    if ('user' in answer.response) return { person: personOf(answer.response.user), setCookies };
    const { internalAdapter } = await auth.$context;
    const found = await internalAdapter.findUserByEmail(email.toLowerCase());
    invariant(found !== null, 'better-auth asks for the second factor of nobody');
    return { secondFactorOf: personOf(found.user), setCookies };
  }

  async function session(cookies: string): Promise<KnownSession | undefined> {
    const answer = await auth.api.getSession({ headers: headersOf(cookies), returnHeaders: true });
    if (answer.response === null) return undefined;
    const { user, session } = answer.response;
    await markUsed(session);
    const ssoTenant = session.ssoTenant ?? undefined;
    return { id: session.id, person: personOf(user), ssoTenant, setCookies: answer.headers.getSetCookie() };
  }

  async function markUsed({ token, usedAt }: { readonly token: string; readonly usedAt?: Date | null | undefined }): Promise<void> {
    const now = new Date();
    if (usedAt instanceof Date && now.getTime() - usedAt.getTime() < sessionUsedMs) return;
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updateSession(token, { usedAt: now });
  }

  async function signOut(cookies: string): Promise<readonly string[]> {
    const answer = await auth.api.signOut({ headers: headersOf(cookies), returnHeaders: true });
    return answer.headers.getSetCookie();
  }

  async function sessions(person: string): Promise<readonly SessionInfo[]> {
    const { internalAdapter } = await auth.$context;
    const rows = (await internalAdapter.listSessions(person, { onlyActiveSessions: true })) as readonly SessionRow[];
    return rows.map(infoOf).sort((a, b) => b.usedAt.getTime() - a.usedAt.getTime());
  }

  async function endSessions(person: string, which: (session: SessionInfo) => boolean): Promise<number> {
    const { internalAdapter } = await auth.$context;
    const rows = (await internalAdapter.listSessions(person, { onlyActiveSessions: true })) as readonly SessionRow[];
    const ending = rows.filter((row) => which(infoOf(row)));
    if (ending.length > 0) await internalAdapter.deleteSessions(ending.map(({ token }) => token));
    return ending.length;
  }

  async function changePassword(cookies: string, current: string, next: string, caller: Caller): Promise<PersonSession> {
    const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
    const answer = await auth.api.changePassword({ body, headers: headersOf(cookies, caller), returnHeaders: true }).catch(wrongPassword);
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

  async function createWithoutPassword(email: string, name: string): Promise<Person> {
    const { internalAdapter } = await auth.$context;
    const found = () => internalAdapter.findUserByEmail(email.toLowerCase());
    const made = await internalAdapter
      .createUser({ email: email.toLowerCase(), name, emailVerified: true, oneTimePassword: false }, { method: 'sso-oidc' })
      .catch(async (error: unknown) => {
        // Two windows of the same person came at once.
        const other = await found();
        if (other === null) throw error;
        return other.user;
      });
    return personOf(made);
  }

  async function openSession(person: string, ssoTenant: string, caller: Caller): Promise<PersonSession> {
    const answer = await auth.api.openSession({ body: { person, ssoTenant }, headers: headersOf(undefined, caller), returnHeaders: true });
    invariant(answer.response.person !== null, 'a session for nobody');
    return { person: personOf(answer.response.person), ssoTenant, setCookies: answer.headers.getSetCookie() };
  }

  async function endSsoSessions(tenant: string): Promise<void> {
    const { adapter } = await auth.$context;
    await adapter.deleteMany({ model: 'session', where: [{ field: 'ssoTenant', value: tenant }] });
  }

  async function rename(id: string, name: string): Promise<void> {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updateUser(id, { name });
  }

  async function resetPassword(id: string, password: string, oneTime: boolean): Promise<void> {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updatePassword(id, await hashPassword(password));
    await internalAdapter.updateUser(id, { oneTimePassword: oneTime });
    await internalAdapter.deleteUserSessions(id);
  }
}

interface SessionRow {
  readonly id: string;
  readonly token: string;
  readonly userAgent?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly createdAt: Date;
  readonly usedAt?: Date | null | undefined;
  readonly expiresAt: Date;
  readonly ssoTenant?: string | null | undefined;
}

function infoOf({ id, userAgent, ipAddress, createdAt, usedAt, expiresAt, ssoTenant }: SessionRow): SessionInfo {
  const seen = { userAgent: userAgent ?? '', address: ipAddress ?? '' };
  return { id, ...seen, createdAt, usedAt: later(createdAt, usedAt), expiresAt, ssoTenant: ssoTenant ?? undefined };
}

// What a new session says of its first use was thought of before its row was made.
function later(created: Date, used: Date | null | undefined): Date {
  return used instanceof Date && used > created ? used : created;
}

interface AuthUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly oneTimePassword?: boolean | null | undefined;
}

/** The person in an answer of better-auth. */
export function personOf(user: AuthUser): Person {
  invariant(typeof user.id === 'string' && typeof user.email === 'string', 'better-auth answered without a person');
  return { id: user.id, email: user.email, name: user.name, oneTimePassword: user.oneTimePassword === true };
}

/** Turns what better-auth says of a password into our words; what is none of its complaints goes on as it is. */
export function wrongPassword(error: unknown): never {
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
