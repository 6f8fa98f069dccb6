import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

/** Which way a schema goes: what callers send must stay welcome, what they are sent must stay what they know. */
export type Direction = 'takes' | 'gives';

/** A schema of a document: where it is named, by what name. */
export interface Found {
  readonly schema: JsonObject;
  readonly name: string | undefined;
}

/** Follows references; a schema of `true` is one that allows anything. */
export function found(value: Json | undefined, document: JsonObject): Found {
  let schema = isJsonObject(value) ? value : {};
  let name: string | undefined;
  while (typeof schema.$ref === 'string') {
    name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    schema = at(document, schema.$ref);
  }
  return { schema, name };
}

function at(document: JsonObject, reference: string): JsonObject {
  const steps = reference.replace(/^#\//, '').split('/');
  const target = steps.reduce<Json | undefined>((value, step) => (isJsonObject(value) ? value[step] : undefined), document);
  if (!isJsonObject(target)) throw new Error(`${reference} leads nowhere`);
  return target;
}

/** The alternatives of a schema, one where it has none: of `anyOf`, `oneOf`, and of several types. */
export function alternatives({ anyOf, oneOf, type, ...rest }: JsonObject, document: JsonObject): readonly JsonObject[] {
  const options = anyOf ?? oneOf;
  if (Array.isArray(options)) return options.flatMap((option) => alternatives(found(option, document).schema, document));
  if (Array.isArray(type)) return type.map((one) => ({ ...rest, type: one }));
  return [type === undefined ? rest : { ...rest, type }];
}

/** The values that a schema lists; undefined: it lists none. */
export function valuesOf({ enum: listed, const: only }: JsonObject): readonly string[] | undefined {
  if (only !== undefined) return [JSON.stringify(only)];
  return Array.isArray(listed) ? listed.map((value) => JSON.stringify(value)) : undefined;
}

/** A schema in a word or two. */
export function wordsOf(schema: JsonObject): string {
  const values = valuesOf(schema);
  if (values !== undefined) return values.join(', ');
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

/** True for what allows everything. */
export function isAnything(schema: JsonObject): boolean {
  return Object.keys(schema).every((key) => annotations.has(key));
}

const annotations: ReadonlySet<string> = new Set(['description', 'title', 'default', 'example', 'examples', 'deprecated']);
