import { z } from 'zod';
import { Fault, type FaultPlace } from '#core/errors.ts';
import { propertyName } from '#core/names.ts';
import { type DataType, type ProductMode, type Property, propertiesPerProductMax, type ThingModel } from '#core/thing-model.ts';

const numeric: ReadonlySet<DataType> = new Set(['int32', 'int64', 'float', 'double']);

/** What may change of a property that exists: how it is shown and which values it takes. Null removes. */
export const propertyChangeSchema = z
  .strictObject({
    id: propertyName,
    name: z.string().min(1).max(128).nullable().optional(),
    unit: z.string().max(32).nullable().optional(),
    min: z.number().nullable().optional(),
    max: z.number().nullable().optional(),
  })
  .meta({ id: 'PropertyPatch' });
export type PropertyChange = z.infer<typeof propertyChangeSchema>;

interface ModelChange {
  readonly mode?: ProductMode | undefined;
  readonly addProperties?: readonly Property[] | undefined;
  readonly properties?: readonly PropertyChange[] | undefined;
}

/** The first version of a model. Throws `BAD_REQUEST` with every place that does not fit. */
export function firstModel(mode: ProductMode, properties: readonly Property[]): ThingModel {
  refuse(faultsOf(properties, 'properties'));
  return { version: 1, mode, properties };
}

/**
 * The model after a change, one version on; the same object when nothing changes. Properties are only ever added:
 * a column keeps its type for as long as its data lives. Throws `BAD_REQUEST` with every place that does not fit.
 */
export function changeModel(model: ThingModel, change: ModelChange): ThingModel {
  const added = change.addProperties ?? [];
  const changes = change.properties ?? [];
  const known = new Map(model.properties.map((property) => [property.id, property]));
  refuse(
    changes.flatMap(({ id }, at) => {
      if (!known.has(id)) return [{ field: `properties.${at}.id`, expected: `a property the product has (${id} is none)` }];
      return changes.findIndex((other) => other.id === id) < at ? [{ field: `properties.${at}.id`, expected: `one change of ${id}` }] : [];
    }),
  );
  refuse(
    added.flatMap(({ id }, at) =>
      known.has(id) ? [{ field: `addProperties.${at}.id`, expected: `a new name (${id} exists and keeps its type)` }] : [],
    ),
  );
  const changed = model.properties.map((property) => changes.filter(({ id }) => id === property.id).reduce(applyChange, property));
  refuse(faultsOf(added, 'addProperties'));
  refuse(changes.flatMap(({ id }, at) => changed.filter((p) => p.id === id).flatMap((p) => faultsOfOne(p, `properties.${at}`))));
  const properties = [...changed, ...added];
  refuse(tooMany(properties, 'addProperties'));
  const next = { version: model.version + 1, mode: change.mode ?? model.mode, properties };
  return next.mode === model.mode && sameProperties(next.properties, model.properties) ? model : next;
}

function applyChange(property: Property, { id: _, ...change }: PropertyChange): Property {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...property, ...Object.fromEntries(named) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined)) as Property;
}

function faultsOf(properties: readonly Property[], field: string): readonly FaultPlace[] {
  const seen = new Set<string>();
  const places = properties.flatMap((property, at) => {
    const repeated = seen.has(property.id);
    seen.add(property.id);
    const own = faultsOfOne(property, `${field}.${at}`);
    return repeated ? [...own, { field: `${field}.${at}.id`, expected: `each name once (${property.id} is there before)` }] : own;
  });
  return [...places, ...tooMany(properties, field)];
}

function tooMany(properties: readonly Property[], field: string): readonly FaultPlace[] {
  return properties.length > propertiesPerProductMax
    ? [{ field, expected: `at most ${propertiesPerProductMax} properties in a product` }]
    : [];
}

function faultsOfOne(property: Property, field: string): readonly FaultPlace[] {
  const places: FaultPlace[] = [];
  const { type, min, max, length, values, name, unit } = property;
  if (!numeric.has(type) && min !== undefined) places.push({ field: `${field}.min`, expected: `no min for ${type}` });
  if (!numeric.has(type) && max !== undefined) places.push({ field: `${field}.max`, expected: `no max for ${type}` });
  if (min !== undefined && max !== undefined && min > max) places.push({ field: `${field}.max`, expected: 'not below min' });
  if (type !== 'text' && length !== undefined) places.push({ field: `${field}.length`, expected: `no length for ${type}` });
  if (type !== 'enum' && values !== undefined) places.push({ field: `${field}.values`, expected: `no values for ${type}` });
  if (new Set(values).size !== (values ?? []).length) places.push({ field: `${field}.values`, expected: 'each value once' });
  for (const text of [name, unit, ...(values ?? [])]) {
    if (text !== undefined && (text.includes('\0') || !text.isWellFormed()))
      places.push({ field, expected: 'texts without NUL characters' });
  }
  return places;
}

function sameProperties(a: readonly Property[], b: readonly Property[]): boolean {
  return a.length === b.length && a.every((property, at) => sameProperty(property, b[at]));
}

function sameProperty(a: Property, b: Property | undefined): boolean {
  if (b === undefined) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Property>;
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}

function refuse(places: readonly FaultPlace[]): void {
  const [first] = places;
  if (first !== undefined) throw new Fault('BAD_REQUEST', `The model does not fit: ${first.field} should be ${first.expected}`, { places });
}
