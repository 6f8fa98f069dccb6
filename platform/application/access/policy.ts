import type { Actor, Permission } from '#core/route.ts';

const read = ['product.read', 'device.read', 'data.query'] as const;
const operate = [...read, 'device.write', 'demo.run'] as const;
const develop = [...operate, 'product.write', 'device.credential'] as const;
const administer = [...develop, 'access.key', 'audit.read'] as const;

/** What each role may do. An owner differs from an admin once there is something that only owners decide. */
export const roles = {
  owner: administer,
  admin: administer,
  developer: develop,
  operator: operate,
  viewer: read,
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];

/** True for the name of a role; a row may hold one that this version does not know, which then permits nothing. */
export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name);
}

/** The one place that decides. */
export function can(actor: Actor | undefined, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (actor === undefined) return false;
  if (permission === 'signed-in') return true;
  return actor.roles.some((role) => isRole(role) && (roles[role] as readonly Permission[]).includes(permission));
}

/** The role that allows it; undefined when none does. */
export function allowingRole(names: readonly string[], permission: Permission): string | undefined {
  return names.find((name) => can({ kind: 'person', id: '', name: '', tenant: '', roles: [name] }, permission));
}

/** True when every permission of `role` is one of the actor's: nobody hands out more than they have. */
export function mayGrant(actor: Actor, role: Role): boolean {
  return roles[role].every((permission) => can(actor, permission));
}
