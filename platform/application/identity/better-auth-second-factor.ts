import { isAPIError } from 'better-auth/api';
import { Fault } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import { type BetterAuth, headersOf } from './better-auth.ts';
import { personOf, wrongPassword } from './better-auth-identity.ts';
import type { Caller, Person, PersonSession } from './identity-port.ts';
import { isRecoveryCode, noSecondFactor, signInAnew } from './second-factor.ts';
import type { Enrolment, SecondFactorPort, SecondFactorState } from './second-factor-port.ts';

/** The second factor through better-auth's plugin; its functions only. */
export function createBetterAuthSecondFactor(auth: BetterAuth): SecondFactorPort {
  return { state, pending, complete, enrol, activate, recoveryCodes, confirm, renewRecoveryCodes, turnOff, reset };

  async function state(person: string): Promise<SecondFactorState> {
    const { internalAdapter } = await auth.$context;
    const user = (await internalAdapter.findUserById(person)) as { readonly twoFactorEnabled?: boolean | null } | null;
    const enabled = user?.twoFactorEnabled === true;
    return { enabled, recoveryCodesLeft: enabled ? (await recoveryCodes(person)).length : 0 };
  }

  async function pending(cookies: string): Promise<Person | undefined> {
    const { person } = await auth.api.halfSignedIn({ headers: headersOf(halfSignedInOnly(cookies)) });
    return person === null ? undefined : personOf(person);
  }

  async function complete(cookies: string, code: string, caller: Caller): Promise<PersonSession> {
    // A session that the browser still has would be taken instead of the half-done sign-in.
    const headers = headersOf(halfSignedInOnly(cookies), caller);
    const answer = isRecoveryCode(code)
      ? await auth.api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }).catch(wrongCode)
      : await auth.api.verifyTOTP({ body: { code }, headers, returnHeaders: true }).catch(wrongCode);
    return { person: personOf(answer.response.user), setCookies: answer.headers.getSetCookie() };
  }

  async function enrol(cookies: string, password: string): Promise<Enrolment> {
    const answer = await auth.api
      .enableTwoFactor({ body: { password, method: 'totp' }, headers: headersOf(cookies) })
      .catch(wrongPasswordOrState);
    invariant(answer.method === 'totp', 'better-auth began another enrolment');
    const secret = new URL(answer.totpURI).searchParams.get('secret');
    invariant(secret !== null, 'an otpauth address without its secret');
    return { uri: answer.totpURI, secret };
  }

  async function activate(cookies: string, code: string): Promise<PersonSession> {
    const answer = await auth.api.verifyTOTP({ body: { code }, headers: headersOf(cookies), returnHeaders: true }).catch(wrongCode);
    return { person: personOf(answer.response.user), setCookies: answer.headers.getSetCookie() };
  }

  async function recoveryCodes(person: string): Promise<readonly string[]> {
    const { backupCodes } = await auth.api.viewBackupCodes({ body: { userId: person } });
    return backupCodes.map((code) => code.replaceAll(/(.{4})(?!$)/g, '$1-'));
  }

  async function confirm(cookies: string, password: string, code: string): Promise<void> {
    const headers = headersOf(cookies);
    await auth.api.verifyPassword({ body: { password }, headers }).catch(wrongPassword);
    if (isRecoveryCode(code)) await auth.api.verifyBackupCode({ body: { code, disableSession: true }, headers }).catch(wrongCode);
    else await auth.api.verifyTOTP({ body: { code }, headers }).catch(wrongCode);
  }

  async function renewRecoveryCodes(cookies: string, password: string): Promise<void> {
    await auth.api.generateBackupCodes({ body: { password }, headers: headersOf(cookies) }).catch(wrongPasswordOrState);
  }

  async function turnOff(cookies: string, password: string): Promise<PersonSession> {
    const answer = await auth.api
      .disableTwoFactor({ body: { password }, headers: headersOf(cookies), returnHeaders: true })
      .catch(wrongPasswordOrState);
    const setCookies = answer.headers.getSetCookie();
    const found = await auth.api.getSession({ headers: headersOf(cookiesFrom(setCookies)) });
    invariant(found !== null, 'better-auth ended the session with the second factor');
    return { person: personOf(found.user), setCookies };
  }

  async function reset(person: string): Promise<void> {
    const { adapter, internalAdapter } = await auth.$context;
    await internalAdapter.updateUser(person, { twoFactorEnabled: false });
    await adapter.delete({ model: 'twoFactor', where: [{ field: 'userId', value: person }] });
  }
}

/** Of a request's cookies the one that a right password left. */
function halfSignedInOnly(cookies: string): string {
  const pairs = cookies.split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => /^(__Secure-)?thalamus\.two_factor=/.test(pair)).join('; ');
}

/** The Cookie header that a browser would send after these. */
function cookiesFrom(setCookies: readonly string[]): string {
  return setCookies.map((line) => line.split(';', 1)[0]).join('; ');
}

function wrongCode(error: unknown): never {
  if (!isAPIError(error)) throw error;
  switch (error.body?.code) {
    case 'INVALID_CODE':
    case 'INVALID_BACKUP_CODE':
      throw new Fault('WRONG_CODE', 'This code is wrong');
    case 'INVALID_TWO_FACTOR_COOKIE':
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
      throw signInAnew();
    case 'TOTP_NOT_ENABLED':
    case 'BACKUP_CODES_NOT_ENABLED':
      throw noSecondFactor();
    default:
      // Two tries with the same recovery code: one of them got it.
      if (error.status === 'CONFLICT') throw new Fault('WRONG_CODE', 'This code was used already');
      throw error;
  }
}

function wrongPasswordOrState(error: unknown): never {
  if (isAPIError(error) && error.body?.code === 'TOTP_ALREADY_ENABLED') {
    throw new Fault('CONFLICT', 'There is a second factor already; turn it off first');
  }
  if (isAPIError(error) && error.body?.code === 'TWO_FACTOR_NOT_ENABLED') {
    throw noSecondFactor();
  }
  return wrongPassword(error);
}
