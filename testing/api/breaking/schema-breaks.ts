import { isJsonObject, type JsonObject } from '#core/json.ts';
import { narrowed } from './bounds.ts';
import { alternatives, type Direction, type Found, found, isAnything, valuesOf, wordsOf } from './schema.ts';

/** What callers of before can't rely on any more. */
export interface Break {
  /** The operation, or the named schema, that a version note has to name. */
  readonly subject: string;
  readonly what: string;
}

export interface Comparison {
  readonly direction: Direction;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** What was found between two named schemas, of this direction. */
  readonly known: Map<string, readonly Break[]>;
}

/** How one schema of a document broke; `where` is the field, '' for the whole. */
export function schemaBreaks(of: Comparison, subject: string, where: string, before: Found, after: Found): readonly Break[] {
  if (before.name === undefined && after.name === undefined) return unnamedBreaks(of, subject, where, before.schema, after.schema);
  // What has a name breaks under its name, for all who use it.
  const [ownSubject, place] = before.name === after.name ? [`${before.name}`, ''] : [subject, where];
  const pair = JSON.stringify([before.name ?? before.schema, after.name ?? after.schema, ownSubject, place]);
  const known = of.known.get(pair);
  if (known !== undefined) return known;
  // What contains itself is compared once.
  of.known.set(pair, []);
  const breaks = unnamedBreaks(of, ownSubject, place, before.schema, after.schema);
  of.known.set(pair, breaks);
  return breaks;
}

function unnamedBreaks(of: Comparison, subject: string, where: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const tell = (what: string): Break => ({ subject, what: where === '' ? what : `${where}: ${what}` });
  const changedDefault =
    of.direction === 'takes' && before.default !== undefined && JSON.stringify(before.default) !== JSON.stringify(after.default)
      ? [tell(`left out, it was ${JSON.stringify(before.default)} and is ${JSON.stringify(after.default) ?? 'nothing'}`)]
      : [];
  const [old, now] = [alternatives(before, of.before), alternatives(after, of.after)];
  if (old.length === 1 && now.length === 1) return [...changedDefault, ...oneBreaks(of, subject, where, old[0] ?? {}, now[0] ?? {})];
  const [must, may] = of.direction === 'takes' ? [old, now] : [now, old];
  const breaks = must.flatMap((one) => {
    const tries = may.map((other) =>
      of.direction === 'takes' ? oneBreaks(of, subject, where, one, other) : oneBreaks(of, subject, where, other, one),
    );
    if (tries.some((found) => found.length === 0)) return [];
    const kin = tries.filter((_, at) => sameKind(one, may[at] ?? {})).sort((a, b) => a.length - b.length)[0];
    return kin ?? [tell(of.direction === 'takes' ? `no longer takes ${wordsOf(one)}` : `gives also ${wordsOf(one)}`)];
  });
  return [...changedDefault, ...breaks];
}

function sameKind(a: JsonObject, b: JsonObject): boolean {
  return a.type === b.type || isAnything(a) || isAnything(b);
}

/** Between two schemas without alternatives. */
function oneBreaks(of: Comparison, subject: string, where: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const tell = (what: string): Break => ({ subject, what: where === '' ? what : `${where}: ${what}` });
  const takes = of.direction === 'takes';
  const [inner, outer] = takes ? [before, after] : [after, before];
  if (isAnything(outer)) return [];
  if (isAnything(inner)) return [tell(takes ? `takes only ${wordsOf(after)}` : 'may be anything')];
  if (!typesOf(inner).every((type) => isWithin(type, outer.type))) return [tell(`is ${wordsOf(after)}, was ${wordsOf(before)}`)];
  return [
    ...valueBreaks(takes, before, after).map(tell),
    ...(takes ? narrowed(before, after).map(tell) : []),
    ...(!takes && before.format !== undefined && before.format !== after.format ? [tell(`was a ${before.format}`)] : []),
    ...fieldBreaks(of, subject, where, before, after),
    ...partBreaks(of, subject, where, before, after),
  ];
}

/** The type that a schema names, else those of the values that it lists. */
function typesOf(schema: JsonObject): readonly unknown[] {
  return schema.type === undefined ? (valuesOf(schema)?.map(typeOfValue) ?? [undefined]) : [schema.type];
}

function typeOfValue(json: string): string {
  const value: unknown = JSON.parse(json);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isWithin(inner: unknown, outer: unknown): boolean {
  return inner === outer || outer === undefined || (inner === 'integer' && outer === 'number');
}

function valueBreaks(takes: boolean, before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (takes) {
    if (now === undefined) return [];
    return old === undefined
      ? [`takes only ${now.join(', ')}`]
      : old.filter((value) => !now.includes(value)).map((value) => `no longer takes ${value}`);
  }
  if (old === undefined) return [];
  const gone = old.filter((value) => now !== undefined && !now.includes(value)).map((value) => `no longer gives ${value}`);
  if (before['x-extensible'] === true) return gone;
  return now === undefined
    ? ['gives any value']
    : [...gone, ...now.filter((value) => !old.includes(value)).map((value) => `gives also ${value}`)];
}

function fieldBreaks(of: Comparison, subject: string, where: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const takes = of.direction === 'takes';
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const [oldRequired, nowRequired] = [requiredOf(before), requiredOf(after)];
  const path = (field: string) => (where === '' ? field : `${where}.${field}`);
  const tell = (field: string, what: string): Break => ({ subject, what: `${path(field)}: ${what}` });
  const breaks = Object.entries(old).flatMap(([field, schema]) => {
    const next = now[field];
    if (next === undefined) return [tell(field, takes ? 'no longer taken' : 'no longer given')];
    return schemaBreaks(of, subject, path(field), found(schema, of.before), found(next, of.after));
  });
  const missing = takes
    ? nowRequired.filter((field) => !oldRequired.includes(field)).map((field) => tell(field, 'is required'))
    : oldRequired.filter((field) => field in now && !nowRequired.includes(field)).map((field) => tell(field, 'may be left out'));
  return [...breaks, ...missing, ...otherFieldBreaks(of, subject, where, before, after)];
}

/** Fields that have no name in the schema. */
function otherFieldBreaks(of: Comparison, subject: string, where: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const [old, now] = [before.additionalProperties, after.additionalProperties];
  const path = where === '' ? '*' : `${where}.*`;
  const names = isJsonObject(after.propertyNames)
    ? schemaBreaks(of, subject, `${path} (name)`, found(before.propertyNames ?? {}, of.before), found(after.propertyNames, of.after))
    : [];
  if (isJsonObject(old) && isJsonObject(now))
    return [...names, ...schemaBreaks(of, subject, path, found(old, of.before), found(now, of.after))];
  if (of.direction === 'takes' && old !== false && now === false) return [{ subject, what: `${path}: unknown fields are refused` }];
  if (isJsonObject(old)) return [{ subject, what: `${path}: no longer ${of.direction === 'takes' ? 'taken' : 'given'}` }];
  return of.direction === 'takes' && isJsonObject(now) && old !== false
    ? [{ subject, what: `${path}: takes only ${wordsOf(now)}` }, ...names]
    : names;
}

/** Items of lists, and parts that hold together. */
function partBreaks(of: Comparison, subject: string, where: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const breaks: Break[] = [];
  const [inner, outer] = of.direction === 'takes' ? [before, after] : [after, before];
  if (outer.items !== undefined || inner.items !== undefined) {
    breaks.push(...schemaBreaks(of, subject, `${where}[]`, found(before.items ?? {}, of.before), found(after.items ?? {}, of.after)));
  }
  for (const key of ['prefixItems', 'allOf'] as const) {
    const [old, now] = [listOf(before[key]), listOf(after[key])];
    if (old.length !== now.length) breaks.push({ subject, what: `${where}: its ${key} are ${now.length}, were ${old.length}` });
    else
      old.forEach((part, at) => {
        breaks.push(...schemaBreaks(of, subject, `${where}[${at}]`, found(part, of.before), found(now[at], of.after)));
      });
  }
  return breaks;
}

function fieldsOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {};
}

function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? required.map(String) : [];
}

function listOf(value: JsonObject[string] | undefined) {
  return Array.isArray(value) ? value : [];
}
