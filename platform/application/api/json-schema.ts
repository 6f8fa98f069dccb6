import { z } from 'zod';
import { invariant } from '#core/invariant.ts';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

type Io = 'input' | 'output';

/** JSON Schemas (2020-12) of a document: what has a name (`.meta({ id })`) stands once, under `components.schemas`. */
export interface SchemaBook {
  /** The schema of what goes in or comes out; where it is named, a reference. */
  of(schema: z.ZodType, io: Io): JsonObject;
  /** Every named schema met so far, in order of names; and the same document with its references settled. */
  settle(document: JsonObject): { readonly schemas: JsonObject; readonly document: JsonObject };
}

export function createSchemaBook(): SchemaBook {
  const named = { input: new Map<string, JsonObject>(), output: new Map<string, JsonObject>() };
  return { of, settle };

  function of(schema: z.ZodType, io: Io): JsonObject {
    // Asked for inside another, a named schema comes as a reference.
    const { properties, $defs = {} } = jsonSchema(z.object({ it: schema }), io) as {
      readonly properties: { readonly it: JsonObject };
      readonly $defs?: Readonly<Record<string, JsonObject>>;
    };
    for (const [name, definition] of Object.entries($defs).filter(([name]) => !isUnnamed(name))) {
      const whole = inlined(definition, $defs) as JsonObject;
      const known = named[io].get(name);
      invariant(known === undefined || JSON.stringify(known) === JSON.stringify(whole), `two different schemas are named ${name}`);
      named[io].set(name, whole);
    }
    return moved(inlined(properties.it, $defs), (name) => `${io}:${name}`) as JsonObject;
  }

  function settle(document: JsonObject) {
    const split = splitNames(named.input, named.output);
    const inputName = (name: string) => (split.has(name) ? `${name}Input` : name);
    const schemas = new Map<string, Json>();
    for (const [name, schema] of named.output) schemas.set(name, moved(schema, referenceTo));
    for (const [name, schema] of named.input) {
      if (named.output.has(name) && !split.has(name)) continue;
      invariant(!split.has(name) || !schemas.has(`${name}Input`), `${name}Input is taken by the input form of ${name}`);
      schemas.set(
        inputName(name),
        moved(schema, (other) => referenceTo(inputName(other))),
      );
    }
    const settled = moved(document, (target) => {
      const [io = '', name = ''] = target.split(':');
      return referenceTo(io === 'input' ? inputName(name) : name);
    });
    const inOrder = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
    return { schemas: Object.fromEntries(inOrder), document: settled as JsonObject };
  }
}

/** Names whose input and output differ, in themselves or in what they refer to: the input is then named `…Input`. */
function splitNames(input: ReadonlyMap<string, JsonObject>, output: ReadonlyMap<string, JsonObject>): ReadonlySet<string> {
  const split = new Set<string>();
  for (let before = -1; before !== split.size; ) {
    before = split.size;
    for (const [name, schema] of input) {
      const other = output.get(name);
      if (other === undefined || split.has(name)) continue;
      const differs = loose(schema) !== loose(other) || referencesIn(schema).some((used) => split.has(used));
      if (differs) split.add(name);
    }
  }
  return split;
}

/** Its text, whether it refuses unknown fields or not: that alone is no reason for two names. */
function loose(schema: JsonObject): string {
  return JSON.stringify(schema).replaceAll(',"additionalProperties":false', '');
}

function isUnnamed(name: string): boolean {
  return name.startsWith('__');
}

/** Puts what zod has set apart without a name of ours back into its place. */
function inlined(value: Json, definitions: Readonly<Record<string, JsonObject>>, around: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((item) => inlined(item, definitions, around));
  if (!isJsonObject(value)) return value;
  const { $ref, ...beside } = value;
  const name = typeof $ref === 'string' ? $ref.replace(ours, '') : '';
  if (isUnnamed(name)) {
    invariant(!around.includes(name), 'a schema that contains itself needs a name: .meta({ id })');
    return { ...(inlined(definitions[name] ?? {}, definitions, [...around, name]) as JsonObject), ...beside };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inlined(inner, definitions, around)]));
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

const ours = /^#\/\$defs\/|^(?=(?:input|output):)/;

/** The same with every reference to a named schema led elsewhere. */
function moved(value: Json, to: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => moved(item, to));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && ours.test(inner) ? [key, to(inner.replace(ours, ''))] : [key, moved(inner, to)],
    ),
  );
}

function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.replace(ours, '')] : referencesIn(inner),
  );
}

function jsonSchema(schema: z.ZodType, io: Io): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (io === 'input') return;
      // An answer may gain fields, and whoever reads it must not mind; its times are written by us.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}
