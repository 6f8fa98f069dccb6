import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { Giving } from '../access/giving.ts';
import { memberParams } from '../access/member-routes.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import type { SecondFactor } from './second-factor.ts';

/** Helping a member who lost authenticator and recovery codes. */
export function memberSecondFactorRoute(secondFactor: SecondFactor, memberships: MembershipStore, giving: Giving): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/members/{person}/second-factor',
    id: 'resetSecondFactor',
    tag: 'Access',
    summary: 'Turn off the second factor of a member',
    description:
      'For somebody who lost authenticator and recovery codes; from then on their password alone opens. Not for yourself, for members who have more than you, or (unless you run the platform) for those who belong to other tenants too.',
    permission: 'access.member',
    scope: 'tenant',
    params: memberParams,
    response: z.void(),
    status: 204,
    audit: { type: 'member', after: () => ({ secondFactor: 'off' }) },
    example: { response: undefined },
    handle: async ({ actor, tenant, access, params: { person } }) => {
      const member = await memberships.member(tenant, person);
      if (member === undefined) throw new Fault('NOT_FOUND', `There is no member ${person}`);
      if (actor.kind !== 'person') throw new Fault('FORBIDDEN', 'Only a person may do that, no API key');
      if (actor.id === person) throw new Fault('FORBIDDEN', 'Turn off your own with your password and a code');
      const allowed = member.assignments.filter(({ effect }) => effect === 'allow');
      await giving.check(actor, tenant, access, allowed);
      if (!actor.operator) await mustBeOursAlone(person);
      if (!(await secondFactor.enabled(person))) throw new Fault('CONFLICT', `${member.name} has no second factor`);
      await secondFactor.reset(person);
    },
  });

  // Else one tenant would open a door into another, or into the platform.
  async function mustBeOursAlone(person: string): Promise<void> {
    if ((await memberships.of(person)).length > 1 || (await memberships.operator(person))) {
      throw new Fault('FORBIDDEN', 'This person belongs to other tenants too, or runs the platform; an operator of the platform can do it');
    }
  }
}
