import { etagOf, paginate, type ServiceAccount } from '@thalamus/sdk';
import { z } from 'zod';
import { optionalText } from '../fields.ts';
import type { Kind } from '../kind.ts';

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tenant') }),
  z.strictObject({ kind: z.literal('space'), space: z.string() }),
  z.strictObject({ kind: z.literal('labels'), selector: z.string() }),
  z.strictObject({ kind: z.literal('device'), device: z.string() }),
]);

const assignment = z.strictObject({
  role: z.string(),
  scope: scope.default({ kind: 'tenant' }),
  effect: z.enum(['allow', 'deny']).default('allow'),
});

const schema = z.strictObject({
  name: z.string(),
  label: optionalText,
  disabled: z.boolean().default(false),
  // In which order they stand says nothing.
  assignments: z
    .array(assignment)
    .default([])
    .transform((all) => all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))),
});
type Spec = z.output<typeof schema>;

/** A program with roles of its own; its keys are secrets and stand in no file. */
export const serviceAccountKind: Kind<Spec> = {
  name: 'service-account',
  schema,
  async *list(client) {
    for await (const account of paginate((cursor) => client.listServiceAccounts({ cursor }))) yield specOf(account);
  },
  async get(client, name) {
    const account = await client.getServiceAccount(name);
    return { spec: specOf(account), ifMatch: etagOf(account) };
  },
  async create(client, { disabled, ...spec }) {
    await client.createServiceAccount(spec);
    if (disabled) await client.updateServiceAccount(spec.name, { disabled });
  },
  change: (client, { ifMatch }, { name, label, disabled, assignments }) =>
    client.updateServiceAccount(name, { label: label ?? null, disabled, assignments }, { ifMatch }),
  remove: (client, { spec, ifMatch }) => client.deleteServiceAccount(spec.name, { ifMatch }),
};

function specOf({ name, label, disabled, assignments }: ServiceAccount): Spec {
  return schema.parse({ name, label, disabled, assignments });
}
