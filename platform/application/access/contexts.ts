import { actionsOf } from '#core/access/action.ts';
import { mayAnywhere, type Policy } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import type { Actor } from '#core/route.ts';
import { type Assignment, wholly } from './assignment.ts';
import type { ImpersonationStore } from './impersonation-store.ts';
import type { Membership, MembershipStore } from './membership-store.ts';
import { builtinRole, policyOf, type Role } from './role.ts';
import type { RoleStore } from './role-store.ts';
import type { ShareStore } from './share-store.ts';

/** How long what somebody may do is believed without asking the database; a change made here holds at once. */
export const contextCacheMs = 10_000;
/** People and keys whose permissions are kept in memory; beyond it the oldest are asked for again. */
export const contextCacheMax = 20_000;

/** A tenant that somebody may act in, and by what right. */
export interface TenantChoice {
  readonly name: string;
  readonly label: string | null;
  readonly via: 'member' | 'share' | 'impersonation';
  /** When an impersonation ends. */
  readonly until: Date | null;
}

/** What of a person's tenants a session opens; all of them where left out. */
export interface Door {
  /** Only this one, and nothing of the platform: a tenant's own provider vouched for the person. */
  readonly only?: string | undefined;
  /** All but this one, which wants its people to come through its provider. It does not bind who runs the platform. */
  readonly except?: string | undefined;
}

/** Turns who somebody is into what they may do, in the tenant they want to act in. */
export interface Contexts {
  /** In the first tenant they belong to where `wanted` is left out; with none, an actor who may do nothing. Throws `FORBIDDEN` for a tenant that is not theirs. */
  person(person: { readonly id: string; readonly name: string }, wanted?: string, door?: Door): Promise<Actor>;
  key(key: KeyIdentity, wanted?: string): Promise<Actor>;
  tenants(person: string, door?: Door): Promise<readonly TenantChoice[]>;
}

export interface KeyIdentity {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly assignments: readonly Assignment[];
  readonly account: string | null;
  readonly expiresAt: Date | null;
}

export interface ContextsNeeds {
  readonly memberships: MembershipStore;
  readonly roles: RoleStore;
  readonly shares: ShareStore;
  readonly impersonations: ImpersonationStore;
  readonly events: EventBus;
  readonly now: () => number;
}

/** An operator who looks into a tenant is an administrator there who gives nobody permissions: they would outlast the look. */
const lookingIn: Policy = [
  ...policyOf([wholly('admin')], builtinRole),
  {
    effect: 'deny',
    actions: ['access.member', 'access.role', 'access.key', 'access.share', 'access.sso', 'access.trust', 'tenant.*'],
    scope: { kind: 'tenant' },
  },
];

interface Standing {
  readonly operator: boolean;
  readonly memberships: readonly Membership[];
}

export function createContexts({ memberships, roles, shares, impersonations, events, now }: ContextsNeeds): Contexts {
  const cache = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();
  events.on('access.changed', () => cache.clear());
  return { person, key, tenants };

  async function person({ id, name }: { id: string; name: string }, wanted?: string, door: Door = {}): Promise<Actor> {
    const { operator, memberships: own } = through(door, await standing(id));
    const about = { kind: 'person', id, name, operator } as const;
    const home = wanted === undefined ? own[0] : own.find(({ tenant }) => tenant === wanted);
    if (home !== undefined) return { ...about, tenant: home.tenant, ...(await permitted(home.tenant, home.assignments)) };
    if (wanted === undefined) return { ...about, tenant: '', roles: [], policy: [] };
    if (operator && (await impersonated(id, wanted)) !== undefined) {
      return { ...about, tenant: wanted, roles: ['admin'], policy: lookingIn, via: 'impersonation' };
    }
    for (const { tenant, assignments } of own) {
      const { policy } = await permitted(tenant, assignments);
      const shared = await sharedWith(tenant, wanted, policy);
      if (shared !== undefined) return { ...about, tenant: wanted, ...shared, via: 'share' };
    }
    throw notYours(wanted);
  }

  async function key({ id, name, tenant, assignments }: KeyIdentity, wanted = tenant): Promise<Actor> {
    const about = { kind: 'key', id, name, operator: false } as const;
    const own = await permitted(tenant, assignments);
    if (wanted === tenant) return { ...about, tenant, ...own };
    const shared = await sharedWith(tenant, wanted, own.policy);
    if (shared === undefined) throw notYours(wanted);
    return { ...about, tenant: wanted, ...shared, via: 'share' };
  }

  async function tenants(id: string, door: Door = {}): Promise<readonly TenantChoice[]> {
    const { operator, memberships: own } = through(door, await standing(id));
    const choices = own.map(({ tenant, label }): TenantChoice => ({ name: tenant, label, via: 'member', until: null }));
    for (const { tenant } of own) {
      for (const { owner, label } of await shares.owners(tenant, new Date(now())))
        choices.push({ name: owner, label, via: 'share', until: null });
    }
    for (const { tenant, label, until } of operator ? await impersonations.running(id, new Date(now())) : []) {
      choices.push({ name: tenant, label, via: 'impersonation', until });
    }
    // Who belongs to a tenant has no need of any other right there; an operator's look is more than a share.
    const rank = ['member', 'impersonation', 'share'];
    const best = choices.sort((a, b) => rank.indexOf(a.via) - rank.indexOf(b.via));
    return best.filter(({ name }, at) => best.findIndex((other) => other.name === name) === at);
  }

  async function permitted(tenant: string, assignments: readonly Assignment[]): Promise<{ roles: readonly string[]; policy: Policy }> {
    const own = assignments.every(({ role }) => builtinRole(role) !== undefined) ? [] : await rolesOf(tenant);
    const policy = policyOf(assignments, (name) => builtinRole(name) ?? own.find((role) => role.name === name));
    return { roles: [...new Set(assignments.filter(({ effect }) => effect === 'allow').map(({ role }) => role))], policy };
  }

  /** What `owner` shares with `tenant`, as far as somebody there may do the same at home. */
  async function sharedWith(
    tenant: string,
    owner: string,
    home: Policy,
  ): Promise<{ roles: readonly string[]; policy: Policy } | undefined> {
    const given = await remembered(`share ${tenant} ${owner}`, () => shares.between(owner, tenant));
    const current = given.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now());
    if (current.length === 0) return undefined;
    const made = await rolesOf(owner);
    const roleNamed = (name: string) => builtinRole(name) ?? made.find((role) => role.name === name);
    const policy = current.flatMap(({ role, scope }) => {
      const found = roleNamed(role);
      if (found === undefined) return [];
      const denied = new Set<string>(actionsOf(found.deny));
      const allowed = actionsOf(found.allow).filter((action) => !denied.has(action) && mayAnywhere(home, action));
      return [{ effect: 'allow' as const, actions: allowed, scope, role }];
    });
    return { roles: [...new Set(current.map(({ role }) => role))], policy };
  }

  async function impersonated(operator: string, tenant: string) {
    const running = await remembered(`impersonation ${operator}`, () => impersonations.running(operator, new Date(now())));
    return running.find((each) => each.tenant === tenant && each.until.getTime() > now());
  }

  function standing(person: string): Promise<Standing> {
    return remembered(`person ${person}`, async () => ({
      operator: await memberships.operator(person),
      memberships: await memberships.of(person),
    }));
  }

  function rolesOf(tenant: string): Promise<readonly Role[]> {
    return remembered(`roles ${tenant}`, () => roles.list(tenant));
  }

  function remembered<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = cache.get(name);
    if (known !== undefined && known.until > now()) return known.value as Promise<T>;
    cache.delete(name);
    const entry = { until: now() + contextCacheMs, value: ask() };
    cache.set(name, entry);
    entry.value.catch(() => {
      if (cache.get(name) === entry) cache.delete(name);
    });
    for (const oldest of cache.keys()) {
      if (cache.size <= contextCacheMax) break;
      cache.delete(oldest);
    }
    return entry.value;
  }
}

function through({ only, except }: Door, { operator, memberships }: Standing): Standing {
  if (only !== undefined) return { operator: false, memberships: memberships.filter(({ tenant }) => tenant === only) };
  return { operator, memberships: operator ? memberships : memberships.filter(({ tenant }) => tenant !== except) };
}

function notYours(tenant: string): Fault {
  return new Fault('FORBIDDEN', `You may not act in the tenant ${tenant}: it is not yours and shares nothing with you`);
}
