import { actionsOf } from '#core/access/action.ts';
import { allowing, mayAnywhere, type Policy } from '#core/access/policy.ts';
import { scopeText } from '#core/access/scope.ts';
import type { SpaceTree } from '#core/access/space-tree.ts';
import { Fault } from '#core/errors.ts';
import type { Actor, AuditActor, Permission } from '#core/route.ts';
import type { Assignment } from './assignment.ts';
import type { Role } from './role.ts';

/** True when the actor may use what needs this permission; on which things, their reach says. */
export function can(actor: Actor | undefined, permission: Permission): boolean {
  if (permission === 'public') return true;
  if (actor === undefined) return false;
  if (permission === 'signed-in') return true;
  if (permission === 'operator') return actor.operator;
  return mayAnywhere(actor.policy, permission);
}

/**
 * Throws `FORBIDDEN` when an assignment would allow what the giver may not do themselves over the whole of its scope: nobody hands out
 * more than they have. Taking away (`deny`) is free, but for owners, which `tenant.own` protects.
 */
export function assertMayGive(
  giver: Policy,
  assignment: Assignment,
  roleNamed: (name: string) => Role | undefined,
  spaces: SpaceTree,
): void {
  const role = roleNamed(assignment.role);
  if (role === undefined) {
    throw new Fault('BAD_REQUEST', `There is no role ${assignment.role}`, {
      places: [{ field: 'role', expected: 'a role of this tenant' }],
    });
  }
  if (assignment.effect === 'deny') return;
  const denied = new Set<string>(actionsOf(role.deny));
  const missing = actionsOf(role.allow).find((action) => !denied.has(action) && !coversScope(giver, action, assignment.scope, spaces));
  if (missing !== undefined)
    throw new Fault('FORBIDDEN', `You can’t give the role ${role.name}: it allows ${missing}, which you may not do there`);
}

/** True when everything in the scope is something the giver may do this to. */
function coversScope(giver: Policy, action: Parameters<typeof mayAnywhere>[1], scope: Assignment['scope'], spaces: SpaceTree): boolean {
  const about = giver.filter(({ actions }) => actionsOf(actions).includes(action));
  if (about.some(({ effect }) => effect === 'deny')) return false;
  return about.some(({ scope: has }) => {
    if (has.kind === 'tenant') return true;
    if (has.kind === 'space') return scope.kind === 'space' && spaces.below(has.space).includes(scope.space);
    if (has.kind === 'labels') return scope.kind === 'labels' && scope.selector === has.selector;
    return scope.kind === 'device' && scope.device === has.device;
  });
}

/** Why an actor is let in, in a few words: `owner`, `operator in plant-1`, `impersonation: admin`; undefined when nothing lets them in. */
export function whyAllowed(
  { policy = [], roles, via }: Pick<AuditActor, 'policy' | 'roles' | 'via'>,
  permission: Permission,
): string | undefined {
  const prefix = via === undefined ? '' : `${via}: `;
  if (permission === 'operator') return 'platform operator';
  if (permission === 'public' || permission === 'signed-in') return roles[0] === undefined ? undefined : prefix + roles[0];
  const statement = allowing(policy, permission);
  if (statement === undefined) return undefined;
  const where = statement.scope.kind === 'tenant' ? '' : ` ${scopeText(statement.scope)}`;
  return `${prefix}${statement.role ?? 'role'}${where}`;
}
