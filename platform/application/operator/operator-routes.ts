import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { MembershipStore } from '../access/membership-store.ts';
import type { OperatorStore } from './operator-store.ts';

const operatorSchema = z.object({ id: z.string(), name: z.string(), email: z.string() }).meta({ id: 'Operator' });
const example = { id: 'kX3bq9vT2mZsR5wLpQ8dYc7n', name: 'Ada', email: 'ada@example.org' };

/** Who runs the platform. */
export function operatorRoutes(operators: OperatorStore, memberships: MembershipStore, events: EventBus): readonly Route[] {
  const about = { tag: 'Operator', permission: 'operator', scope: 'none' } as const;
  const type = 'operator';
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/operator/operators',
      id: 'listOperators',
      summary: 'Who runs the platform',
      response: z.object({ items: z.array(operatorSchema) }),
      example: { response: { items: [example] } },
      handle: async () => ({ items: [...(await operators.list())] }),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/operator/operators',
      id: 'addOperator',
      summary: 'Let somebody run the platform too',
      description: 'Somebody who has an account already.',
      body: z.strictObject({ email: z.email('an e-mail address').max(254) }),
      response: operatorSchema,
      status: 201,
      audit: { type, id: ({ body }, result) => result?.id ?? body.email },
      example: { body: { email: example.email }, response: example },
      handle: async ({ body }) => {
        const person = await memberships.known(body.email);
        if (person === undefined) {
          throw new Fault('NOT_FOUND', `Nobody has the e-mail ${body.email}; invite them into a tenant first`);
        }
        await memberships.makeOperator(person.id);
        events.publish('access.changed', { tenant: '' });
        return { ...person, email: body.email.toLowerCase() };
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/operator/operators/{person}',
      id: 'removeOperator',
      summary: 'Somebody runs the platform no more',
      params: z.object({ person: z.string().regex(/^[\w-]{1,64}$/, 'the id of a person') }),
      response: z.void(),
      status: 204,
      audit: {
        type,
        before: async ({ params }) => (await operators.list()).find(({ id }) => id === params.person) ?? null,
      },
      example: { response: undefined },
      handle: async ({ params }) => {
        const done = await operators.remove(params.person);
        if (done === 'none') throw new Fault('NOT_FOUND', `${params.person} does not run the platform`);
        if (done === 'last') throw new Fault('CONFLICT', 'Nobody would run the platform any more; let somebody else do so first');
        events.publish('access.changed', { tenant: '' });
      },
    }),
  ];
}
