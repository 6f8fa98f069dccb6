import { etagOf, paginate, type Role } from '@thalamus/sdk';
import { z } from 'zod';
import { optionalText } from '../fields.ts';
import type { Kind } from '../kind.ts';

// In which order actions stand says nothing.
const actions = z.array(z.string()).transform((all) => [...new Set(all)].sort());

const schema = z.strictObject({
  name: z.string(),
  label: optionalText,
  allow: actions,
  deny: actions.default([]),
});
type Spec = z.output<typeof schema>;

/** A role that the tenant made. */
export const roleKind: Kind<Spec> = {
  name: 'role',
  schema,
  async *list(client) {
    for await (const role of paginate((cursor) => client.listRoles({ cursor }))) if (!role.builtin) yield specOf(role);
  },
  async get(client, name) {
    const role = await client.getRole(name);
    return { spec: specOf(role), ifMatch: etagOf(role) };
  },
  create: (client, spec) => client.createRole(spec),
  change: (client, { ifMatch }, { name, label, allow, deny }) =>
    client.updateRole(name, { label: label ?? null, allow, deny }, { ifMatch }),
  remove: (client, { spec, ifMatch }) => client.deleteRole(spec.name, { ifMatch }),
};

function specOf({ name, label, allow, deny }: Role): Spec {
  return schema.parse({ name, label, allow, deny });
}
