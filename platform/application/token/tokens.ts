import { hash } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { createAccess } from '#core/access/access.ts';
import { tenantName } from '#core/names.ts';
import type { ApplicationGrant, TokenLogin, TokenRefusal } from '#core/ports/application-directory.ts';
import type { Contexts } from '../access/contexts.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';
import { deviceBy } from './claim-template.ts';
import { type KeySets, UnreachableIssuer } from './key-sets.ts';
import type { TokenIssuer, TokenIssuerStore } from './token-issuer-store.ts';

/** How far the clocks of an issuer and ours may differ. */
export const tokenClockToleranceMs = 60_000;
/** How long a token that was checked is believed without checking it again, at most until it ends; a changed issuer ends it at once. */
export const tokenKnownMs = 30_000;
/** Tokens that are remembered; beyond it the oldest are checked again. */
export const tokensKnownMax = 20_000;
/** How long the issuers of a tenant are believed without asking the database; a change made here holds at once. */
export const tokenIssuersKnownMs = 30_000;
/** Tenants whose issuers are remembered; beyond it the oldest are read again. */
export const tokenIssuerTenantsMax = 5_000;
/** Longest claim `sub` of a program, in characters. */
const subjectCharsMax = 200;

/** What a checked token says. */
type Checked =
  | { readonly ok: true; readonly issuer: TokenIssuer; readonly claims: Claims }
  | { readonly ok: false; readonly reason: TokenRefusal };
type Claims = Readonly<Record<string, unknown>> & { readonly exp: number };

export interface Tokens {
  login(tenant: string, token: string): Promise<TokenLogin>;
  renew(grant: ApplicationGrant): Promise<ApplicationGrant | undefined>;
  /** The issuers of a tenant changed. */
  forget(tenant: string): void;
}

export interface TokensNeeds {
  readonly store: TokenIssuerStore;
  readonly keys: KeySets;
  readonly contexts: Contexts;
  readonly spaces: SpaceTrees;
  readonly now: () => number;
}

const credentialPrefix = 'jwt:';

/** What an issuer is called as a credential. */
export function issuerCredential(id: string): string {
  return credentialPrefix + id;
}

/** Checks tokens of the issuers that tenants registered. */
export function createTokens({ store, keys, contexts, spaces, now }: TokensNeeds): Tokens {
  const issuers = new Map<string, { readonly until: number; readonly list: Promise<readonly TokenIssuer[]> }>();
  const known = new Map<string, { readonly tenant: string; readonly until: number; readonly checked: Promise<Checked> }>();
  return { login, renew, forget };

  async function login(tenant: string, token: string): Promise<TokenLogin> {
    const checked = await remembered(tenant, token);
    if (!checked.ok) return checked;
    const { issuer, claims } = checked;
    const expiresAt = claims.exp * 1000;
    // Without tolerance: its connection would end as it begins.
    if (expiresAt <= now()) return { ok: false, reason: 'token-expired' };
    if (issuer.subject.kind === 'device') {
      const device = deviceBy(issuer.subject.deviceName, claims);
      if (device === undefined) return { ok: false, reason: 'token-claims' };
      return { ok: true, kind: 'device', device, credential: issuerCredential(issuer.id), expiresAt };
    }
    const { sub } = claims;
    if (typeof sub !== 'string' || sub === '' || sub.length > subjectCharsMax) return { ok: false, reason: 'token-claims' };
    // With the issuer in it: nobody takes over the sessions of another issuer's program by its name.
    const grant = await granted(issuer, `${issuerCredential(issuer.id)}:${sub}`, expiresAt);
    return grant === undefined ? { ok: false, reason: 'token-role' } : { ok: true, kind: 'application', grant };
  }

  async function renew({ tenant, name, credential, expiresAt }: ApplicationGrant): Promise<ApplicationGrant | undefined> {
    const issuer = (await issuersOf(tenant)).find(({ id }) => issuerCredential(id) === credential);
    return issuer === undefined || issuer.disabled ? undefined : await granted(issuer, name, expiresAt);
  }

  /** Undefined where its role is gone, so that nothing would be allowed. */
  async function granted(issuer: TokenIssuer, name: string, expiresAt: number | undefined): Promise<ApplicationGrant | undefined> {
    const { tenant, id, subject } = issuer;
    if (subject.kind !== 'application') return undefined;
    const assignments = [{ role: subject.role, scope: subject.scope, effect: 'allow' as const }];
    const identity = { id, name, tenant, assignments, account: null, expiresAt: null };
    const [{ policy }, tree] = await Promise.all([contexts.key(identity), spaces(tenant)]);
    if (policy.length === 0) return undefined;
    return { tenant, name, credential: issuerCredential(id), access: createAccess(policy, tree), expiresAt };
  }

  function remembered(tenant: string, token: string): Promise<Checked> {
    const key = hash('sha256', `${tenant} ${token}`);
    const before = known.get(key);
    if (before !== undefined && before.until > now()) return before.checked;
    known.delete(key);
    const checked = check(tenant, token);
    const entry = { tenant, until: now() + tokenKnownMs, checked };
    known.set(key, entry);
    checked.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    for (const oldest of known.keys()) {
      if (known.size <= tokensKnownMax) break;
      known.delete(oldest);
    }
    return checked;
  }

  async function check(tenant: string, token: string): Promise<Checked> {
    const candidates = (await issuersOf(tenant)).filter(({ issuer }) => issuer === issuerOf(token));
    let refusal: TokenRefusal = 'unknown-issuer';
    // The same issuer may be registered for several audiences.
    for (const issuer of candidates) {
      if (issuer.disabled) {
        refusal = 'issuer-disabled';
        continue;
      }
      try {
        const { payload } = await jwtVerify(token, keys.of(issuer), {
          issuer: issuer.issuer,
          audience: issuer.audience,
          algorithms: [...issuer.algorithms],
          clockTolerance: tokenClockToleranceMs / 1000,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return { ok: true, issuer, claims: payload as Claims };
      } catch (error) {
        refusal = refusalOf(error);
      }
    }
    return { ok: false, reason: refusal };
  }

  function issuersOf(tenant: string): Promise<readonly TokenIssuer[]> {
    if (!tenantName.safeParse(tenant).success) return Promise.resolve([]);
    const before = issuers.get(tenant);
    if (before !== undefined && before.until > now()) return before.list;
    issuers.delete(tenant);
    const entry = { until: now() + tokenIssuersKnownMs, list: store.list(tenant) };
    issuers.set(tenant, entry);
    entry.list.catch(() => {
      if (issuers.get(tenant) === entry) issuers.delete(tenant);
    });
    for (const oldest of issuers.keys()) {
      if (issuers.size <= tokenIssuerTenantsMax) break;
      issuers.delete(oldest);
    }
    return entry.list;
  }

  function forget(tenant: string): void {
    issuers.delete(tenant);
    for (const [key, entry] of known) if (entry.tenant === tenant) known.delete(key);
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'token-expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'token-claims';
  const unreachable = error instanceof UnreachableIssuer || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (unreachable) return 'issuer-unreachable';
  if (error instanceof errors.JOSEError) return 'token-signature';
  throw error;
}
