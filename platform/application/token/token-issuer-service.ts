import { randomBytes } from 'node:crypto';
import type { Access } from '#core/access/access.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import type { Actor } from '#core/route.ts';
import type { Giving } from '../access/giving.ts';
import type { TokenIssuerChange, TokenIssuerInput, TokenIssuerView, TokenSubject } from './token-issuer.ts';
import { type TokenIssuer, type TokenIssuerStore, tokenIssuersPerTenantMax } from './token-issuer-store.ts';
import { jwksOfPem } from './token-keys.ts';
import { issuerCredential, type Tokens } from './tokens.ts';

export type TokenIssuerService = ReturnType<typeof createTokenIssuerService>;

export interface TokenIssuerServiceNeeds {
  readonly store: TokenIssuerStore;
  readonly tokens: Tokens;
  readonly giving: Giving;
  readonly events: EventBus;
  readonly now: () => number;
}

/** Who gives away what the tokens of an issuer may do. */
export interface Giver {
  readonly actor: Actor;
  readonly tenant: string;
  readonly access: Access;
}

/** What can be done with the issuers of tokens. */
export function createTokenIssuerService({ store, tokens, giving, events, now }: TokenIssuerServiceNeeds) {
  return { list, find, get, create, update, remove };

  async function list(tenant: string): Promise<readonly TokenIssuerView[]> {
    return (await store.list(tenant)).map(shown);
  }

  async function find(tenant: string, id: string): Promise<TokenIssuerView | undefined> {
    const issuer = await store.find(tenant, id);
    return issuer === undefined ? undefined : shown(issuer);
  }

  async function get(tenant: string, id: string): Promise<TokenIssuerView> {
    return shown(found(await store.find(tenant, id), id));
  }

  async function create(giver: Giver, input: TokenIssuerInput): Promise<TokenIssuerView> {
    const { tenant } = giver;
    await checkGiving(giver, input.subject);
    const id = randomBytes(8).toString('hex');
    const done = await store.insert({
      tenant,
      id,
      label: input.label ?? null,
      issuer: input.issuer,
      audience: input.audience,
      algorithms: [...input.algorithms],
      ...keysOf(input),
      subject: JSON.stringify(input.subject),
      created_at: new Date(now()),
    });
    if (done === 'full')
      throw new Fault('CONFLICT', `There are ${tokenIssuersPerTenantMax} token issuers already; delete one that is not used`);
    if (done === 'taken') {
      const places = [{ field: 'audience', expected: 'another audience or issuer' }];
      throw new Fault('ALREADY_EXISTS', 'This issuer is registered for this audience already', { places });
    }
    tokens.forget(tenant);
    return await get(tenant, id);
  }

  async function update(giver: Giver, id: string, change: TokenIssuerChange): Promise<TokenIssuerView> {
    const { tenant } = giver;
    const before = found(await store.find(tenant, id), id);
    // Who changes whose tokens are taken could make some for what they let in already.
    await checkGiving(giver, before.subject);
    if (change.subject !== undefined) await checkGiving(giver, change.subject);
    const { label, disabled, algorithms, subject } = change;
    const hasKeys = (change.jwksUrl ?? change.jwks ?? change.publicPem) !== undefined;
    const issuer = await store.update(tenant, id, {
      ...(label === undefined ? {} : { label }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(algorithms === undefined ? {} : { algorithms: [...algorithms] }),
      ...(hasKeys ? keysOf(change) : {}),
      ...(subject === undefined ? {} : { subject: JSON.stringify(subject) }),
    });
    tokens.forget(tenant);
    if (disabled === true || hasKeys || algorithms !== undefined || subject !== undefined) revoke(tenant, id);
    return shown(found(issuer, id));
  }

  async function remove(tenant: string, id: string): Promise<void> {
    if (!(await store.remove(tenant, id))) throw noIssuer(id);
    tokens.forget(tenant);
    revoke(tenant, id);
  }

  async function checkGiving({ actor, tenant, access }: Giver, subject: TokenSubject): Promise<void> {
    if (subject.kind !== 'application') return;
    await giving.check(actor, tenant, access, [{ role: subject.role, scope: subject.scope, effect: 'allow' }]);
  }

  function revoke(tenant: string, id: string): void {
    events.publish('credential.revoked', { tenant, credential: issuerCredential(id) });
  }
}

function keysOf({ jwksUrl, jwks, publicPem }: TokenIssuerChange): { readonly jwks_url: string | null; readonly jwks: string | null } {
  if (jwksUrl !== undefined) return { jwks_url: jwksUrl, jwks: null };
  const keys = jwks ?? jwksOfPem(publicPem ?? '');
  if (keys === undefined) {
    throw new Fault('BAD_REQUEST', 'This is no public key', {
      places: [{ field: 'publicPem', expected: 'one public key in PEM: EC, Ed25519, or RSA of 2048 bits or more' }],
    });
  }
  return { jwks_url: null, jwks: JSON.stringify(keys) };
}

function shown({ tenant: _, createdAt, algorithms, ...issuer }: TokenIssuer): TokenIssuerView {
  return { ...issuer, algorithms: [...algorithms], createdAt: createdAt.toISOString() };
}

function found<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw noIssuer(id);
  return thing;
}

function noIssuer(id: string): Fault {
  return new Fault('NOT_FOUND', `There is no token issuer ${id}`);
}
