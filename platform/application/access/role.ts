import { z } from 'zod';
import { isActionPattern } from '#core/access/action.ts';
import type { Policy, Statement } from '#core/access/policy.ts';
import { roleName } from '#core/names.ts';
import type { Assignment } from './assignment.ts';

/** Most roles that one tenant may make. */
export const rolesPerTenantMax = 200;
/** Most patterns in one list of a role. */
const patternsPerRoleMax = 100;

const pattern = z.string().max(64).refine(isActionPattern, 'an action such as device.read, all of a kind as in device.*, or *');
const patterns = z.array(pattern).max(patternsPerRoleMax);
const label = z.string().trim().min(1).max(128);

export const roleSchema = z
  .object({
    name: z.string(),
    label: z.string().nullable(),
    allow: z.array(z.string()).describe('Actions, `device.*` for all of a kind, or `*`'),
    deny: z.array(z.string()).describe('Actions that the role takes away wherever it holds; deny wins'),
    builtin: z.boolean().describe('Comes with the platform and can’t be changed'),
    version: z.int(),
  })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof roleSchema>;

export const newRoleSchema = z
  .strictObject({
    name: roleName.refine((name) => builtinRole(name) === undefined, 'another name: this role comes with the platform'),
    label: label.optional(),
    allow: patterns.min(1, 'at least one action'),
    deny: patterns.default([]),
  })
  .meta({ id: 'RoleInput' });
export type NewRole = z.output<typeof newRoleSchema>;

export const roleChangeSchema = z
  .strictObject({
    label: label.nullable().optional(),
    allow: patterns.min(1, 'at least one action').optional(),
    deny: patterns.optional(),
  })
  .meta({ id: 'RolePatch' });
export type RoleChange = z.output<typeof roleChangeSchema>;

const read = ['product.read', 'device.read', 'data.query', 'space.read', 'message.read', 'topic.read', 'connection.read'];
const operate = [...read, 'device.write', 'message.*', 'topic.*', 'connection.end', 'connection.trace', 'usage.read', 'demo.run'];

/** The roles that every tenant has. */
export const builtinRoles: readonly Role[] = [
  builtin('owner', 'Owner', ['*']),
  builtin('admin', 'Administrator', [
    ...['product.*', 'device.*', 'data.*', 'message.*', 'topic.*', 'space.*', 'access.*'],
    ...['tenant.write', 'usage.read', 'audit.read', 'demo.run', 'connection.*'],
  ]),
  builtin('developer', 'Developer', [
    ...['product.*', 'device.*', 'data.*', 'message.*', 'topic.*', 'space.*'],
    ...['access.read', 'usage.read', 'demo.run', 'connection.read', 'connection.end', 'connection.trace'],
  ]),
  builtin('operator', 'Operator', operate),
  builtin('viewer', 'Viewer', read),
  builtin('installer', 'Installer', [
    ...['product.read', 'device.read', 'device.write', 'device.credential', 'space.read'],
    'connection.read',
  ]),
  builtin('billing', 'Billing', ['usage.read']),
];

export function builtinRole(name: string): Role | undefined {
  return builtinRoles.find((role) => role.name === name);
}

/** The policy of somebody with these assignments; a role that is not there permits nothing. */
export function policyOf(assignments: readonly Assignment[], roleNamed: (name: string) => Role | undefined): Policy {
  return assignments.flatMap(({ role, scope, effect }): Statement[] => {
    const found = roleNamed(role);
    if (found === undefined) return [];
    if (effect === 'deny') return [{ effect, actions: found.allow, scope, role }];
    const denied: Statement[] = found.deny.length === 0 ? [] : [{ effect: 'deny', actions: found.deny, scope, role }];
    return [{ effect, actions: found.allow, scope, role }, ...denied];
  });
}

function builtin(name: string, label: string, allow: readonly string[]): Role {
  return { name, label, allow: [...allow], deny: [], builtin: true, version: 1 };
}
