import type { Access } from '#core/access/access.ts';
import { Fault } from '#core/errors.ts';
import type { Actor } from '#core/route.ts';
import { type Assignment, wholly } from './assignment.ts';
import { assertMayGive } from './policy.ts';
import { builtinRole, type Role } from './role.ts';
import type { RoleStore } from './role-store.ts';
import type { ServiceAccountStore } from './service-account-store.ts';

/** Guards every place where somebody gives permissions to somebody else. */
export interface Giving {
  /** Throws `FORBIDDEN` when it is more than the giver has, `BAD_REQUEST` for a role that is not there. */
  check(giver: Actor, tenant: string, access: Access, assignments: readonly Assignment[]): Promise<void>;
  /** The same for a role that is about to allow more, whoever has it wherever. */
  checkRole(giver: Actor, access: Access, role: Role): Promise<void>;
  /** What a service account may do. Throws `BAD_REQUEST` when there is none. */
  assignmentsOf(tenant: string, serviceAccount: string): Promise<readonly Assignment[]>;
}

export function createGiving(roles: RoleStore, accounts: ServiceAccountStore): Giving {
  return {
    async check(giver, tenant, access, assignments) {
      if (giver.via === 'share') throw new Fault('FORBIDDEN', 'What is shared with you can’t be given on; ask the tenant that shares it');
      const made = assignments.every(({ role }) => builtinRole(role) !== undefined) ? [] : await roles.list(tenant);
      const roleNamed = (name: string) => builtinRole(name) ?? made.find((role) => role.name === name);
      for (const assignment of assignments) assertMayGive(giver.policy, assignment, roleNamed, access.spaces);
    },
    async checkRole(giver, access, role) {
      assertMayGive(giver.policy, wholly(role.name), () => role, access.spaces);
    },
    async assignmentsOf(tenant, name) {
      const account = await accounts.find(tenant, name);
      if (account === undefined) {
        throw new Fault('BAD_REQUEST', `There is no service account ${name}`, {
          places: [{ field: 'serviceAccount', expected: 'a service account of this tenant' }],
        });
      }
      return account.assignments;
    },
  };
}
