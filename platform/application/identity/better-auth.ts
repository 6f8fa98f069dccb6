import { betterAuth } from 'better-auth';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { twoFactor } from 'better-auth/plugins';
import type { Kysely } from 'kysely';
import type { Logger } from '#core/logger.ts';
import { createGate } from './gate.ts';
import type { Caller } from './identity-port.ts';
import { readableCode } from './readable-code.ts';
import { sessionFunctions } from './session-functions.ts';

/** A session ends after this time without use. */
export const sessionIdleMs = 7 * 24 * 3_600_000;
/** Shortest and longest password that a person may choose. */
export const passwordCharsMin = 8;
/** A longer password is refused as BAD_REQUEST. */
export const passwordCharsMax = 128;
/** Password hashes computed at once (32 MB each), and how many more may wait. */
export const passwordHashesMax = 2;
export const passwordHashesWaitingMax = 32;
/** The second factor has to follow the password within this time; then one signs in anew. */
export const secondFactorWaitMs = 10 * 60_000;
/** Recovery codes made at once; each opens once. */
export const recoveryCodesMax = 10;
/** Three groups of four of 31 characters are 59 bits: not to be guessed. */
export const recoveryCodeChars = 12;

const addressHeader = 'x-thalamus-address';

export interface BetterAuthNeeds {
  readonly db: Kysely<unknown>;
  readonly secret: Uint8Array;
  /** True where people come over HTTPS only. */
  readonly secureCookies: boolean;
  readonly log: Logger;
}

export type BetterAuth = ReturnType<typeof openBetterAuth>;

/** The headers that better-auth reads of a request: its cookies, and what a new session keeps of who asks. */
export function headersOf(cookies: string | undefined, caller?: Caller): Headers {
  const headers = new Headers();
  if (cookies !== undefined) headers.set('cookie', cookies);
  if (caller !== undefined) headers.set(addressHeader, caller.address);
  if (caller?.userAgent !== undefined) headers.set('user-agent', caller.userAgent);
  return headers;
}

/** better-auth on the tables of `0002-access`, `0013-second-factor` and `0015-sso`; nothing of its HTTP face is open. */
export function openBetterAuth({ db, secret, secureCookies, log }: BetterAuthNeeds) {
  const gate = createGate(passwordHashesMax, passwordHashesWaitingMax);
  return betterAuth({
    database: { db, type: 'postgres', transaction: true },
    // With its version in front of what it encrypts, so that it can be replaced one day.
    secrets: [{ version: 1, value: Buffer.from(secret).toString('base64') }],
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
      additionalFields: {
        usedAt: { type: 'date', required: false, defaultValue: () => new Date(), input: false, fieldName: 'used_at' },
        ssoTenant: { type: 'string', required: false, input: false, fieldName: 'sso_tenant' },
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
    plugins: [
      sessionFunctions(),
      twoFactor({
        issuer: 'Thalamus',
        twoFactorCookieMaxAge: secondFactorWaitMs / 1000,
        // Wrong codes are counted by us, over every use of a code.
        accountLockout: { enabled: false },
        backupCodeOptions: {
          storeBackupCodes: 'encrypted',
          customBackupCodesGenerate: () => Array.from({ length: recoveryCodesMax }, () => readableCode(recoveryCodeChars)),
        },
        schema: {
          user: { fields: { twoFactorEnabled: 'second_factor' } },
          twoFactor: {
            modelName: 'person_second_factor',
            fields: {
              userId: 'person',
              backupCodes: 'recovery_codes',
              failedVerificationCount: 'failed_verifications',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    logger: {
      level: 'error',
      // Its further arguments may hold rows and requests; only the text is kept.
      log: (_level, message) => log.warn({ from: 'better-auth' }, message),
    },
  });
}
