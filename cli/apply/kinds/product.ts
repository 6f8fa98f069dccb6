import {
  etagOf,
  type Product,
  type ProductInput,
  type ProductPatch,
  type PropertyInput,
  type PropertyPatch,
  paginate,
} from '@thalamus/sdk';
import { z } from 'zod';
import type { FieldChange } from '../difference.ts';
import { optionalText } from '../fields.ts';
import type { Kind } from '../kind.ts';

const types = ['int32', 'int64', 'float', 'double', 'bool', 'enum', 'text'] as const satisfies readonly PropertyInput['type'][];
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const property = z.strictObject({
  id: z.string(),
  name: optionalText,
  type: z.enum(types),
  unit: optionalText,
  min: optionalNumber,
  max: optionalNumber,
  length: optionalNumber,
  values: z.array(z.string()).optional(),
  access: z.enum(['r', 'rw']).default('r'),
});

const schema = z.strictObject({
  name: z.string(),
  label: optionalText,
  mode: z.enum(['open', 'strict']).default('open'),
  properties: z.array(property).default([]).superRefine(eachIdOnce),
});
type Spec = z.output<typeof schema>;

/** A product with its thing model. Properties are added and described anew; none is removed, for its data stays. */
export const productKind: Kind<Spec> = {
  name: 'product',
  schema,
  async *list(client) {
    for await (const product of paginate((cursor) => client.listProducts({ cursor, limit: 500 }))) yield specOf(product);
  },
  async get(client, name) {
    const product = await client.getProduct(name);
    return { spec: specOf(product), ifMatch: etagOf(product) };
  },
  create: (client, spec) => client.createProduct(spec satisfies ProductInput),
  change(client, live, spec, changes) {
    const changed = (name: string): boolean => changes.some(({ path }) => path[0] === name);
    const patch: ProductPatch = {
      ...(changed('label') ? { label: spec.label ?? null } : {}),
      ...(changed('mode') ? { mode: spec.mode } : {}),
      ...(changed('properties') ? { addProperties: added(live.spec, spec), properties: patches(changes) } : {}),
    };
    return client.updateProduct(spec.name, patch, { ifMatch: live.ifMatch });
  },
  refusal({ path: [field, id, part], from, to }) {
    if (field !== 'properties' || id === undefined) return undefined;
    if (part === undefined) return to === undefined ? 'a property is never removed, for its data stays' : undefined;
    return describing.has(part) ? undefined : `${part} stays ${JSON.stringify(from ?? null)} for as long as the property’s data lives`;
  },
};

const describing: ReadonlySet<string> = new Set(['name', 'unit', 'min', 'max'] satisfies (keyof PropertyPatch)[]);

function specOf({ name, label, mode, properties }: Product): Spec {
  return schema.parse({ name, label, mode, properties });
}

function added(before: Spec, after: Spec): readonly PropertyInput[] {
  return after.properties.filter(({ id }) => !before.properties.some((known) => known.id === id));
}

/** Changes of properties that exist, one patch for each. */
function patches(changes: readonly FieldChange[]): readonly PropertyPatch[] {
  const found = new Map<string, Record<string, unknown>>();
  for (const { path, to } of changes) {
    const [field, id, part] = path;
    if (field !== 'properties' || id === undefined || part === undefined) continue;
    found.set(id, { ...found.get(id), [part]: to ?? null });
  }
  return [...found].map(([id, patch]) => ({ id, ...patch }));
}

function eachIdOnce(properties: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  for (const [at, { id }] of properties.entries()) {
    if (properties.findIndex((other) => other.id === id) === at) continue;
    context.addIssue({ code: 'custom', path: [at, 'id'], message: `expected each property once (${id} is there before)` });
  }
}
