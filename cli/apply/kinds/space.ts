import { etagOf, paginate, type Space } from '@thalamus/sdk';
import { z } from 'zod';
import { optionalText } from '../fields.ts';
import type { Kind } from '../kind.ts';

const root = 'root';

const schema = z.strictObject({
  name: z.string(),
  label: optionalText,
  parent: z.string().default(root),
});
type Spec = z.output<typeof schema>;

/** A space of the tree; every tenant has its root, which stands in itself. */
export const spaceKind: Kind<Spec> = {
  name: 'space',
  schema,
  async *list(client) {
    for await (const space of paginate((cursor) => client.listSpaces({ cursor, limit: 500 }))) yield specOf(space);
  },
  async get(client, name) {
    const space = await client.getSpace(name);
    return { spec: specOf(space), ifMatch: etagOf(space) };
  },
  create: (client, spec) => client.createSpace(spec),
  change: (client, { spec, ifMatch }, { name, label, parent }) =>
    client.updateSpace(name, { label: label ?? null, ...(parent === spec.parent ? {} : { parent }) }, { ifMatch }),
  fixed: ({ name, label }) => (name !== root ? undefined : label === undefined ? 'as it came' : 'changed'),
  remove: (client, { spec, ifMatch }) => client.deleteSpace(spec.name, { ifMatch }),
  parent: ({ parent }) => parent,
};

function specOf({ name, label, parent }: Space): Spec {
  return schema.parse({ name, label, parent: parent ?? root });
}
