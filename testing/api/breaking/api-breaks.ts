import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { type Direction, found } from './schema.ts';
import { type Break, type Comparison, schemaBreaks } from './schema-breaks.ts';

/** Two documents, with one comparison for what callers send and one for what they are sent. */
interface Documents {
  readonly takes: Comparison;
  readonly gives: Comparison;
}

/** What callers of the document before can't rely on any more in the one after. */
export function apiBreaks(before: JsonObject, after: JsonObject): readonly Break[] {
  const comparison = (direction: Direction): Comparison => ({ direction, before, after, known: new Map() });
  const both = { takes: comparison('takes'), gives: comparison('gives') };
  const breaks = operationsOf(before).flatMap(({ path, method, operation }) => {
    const subject = String(operation.operationId);
    const next = part(part(after.paths, path), method);
    return isJsonObject(next)
      ? operationBreaks(both, subject, operation, next)
      : [{ subject, what: `${method.toUpperCase()} ${path} is gone` }];
  });
  return [...new Map(breaks.map((one) => [`${one.subject} ${one.what}`, one])).values()];
}

function operationsOf(document: JsonObject) {
  return Object.entries((document.paths ?? {}) as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, operation]) => ({ path, method, operation: operation as JsonObject })),
  );
}

function operationBreaks(both: Documents, subject: string, before: JsonObject, after: JsonObject): Break[] {
  const tell = (what: string): Break => ({ subject, what });
  const changed = ['operationId', 'x-permission', 'x-scope'].filter((key) => before[key] !== after[key]);
  const ways = securityOf(before).filter((way) => !securityOf(after).includes(way));
  return [
    ...changed.map((key) => tell(`${key} is ${after[key]}, was ${before[key]}`)),
    ...(securityOf(after).length === 0 ? [] : ways.map((way) => tell(`${way} opens it no longer`))),
    ...(securityOf(before).length === 0 && securityOf(after).length > 0 ? [tell('is no longer for everybody')] : []),
    ...parameterBreaks(both.takes, subject, before, after),
    ...bodyBreaks(both.takes, subject, before, after),
    ...answerBreaks(both.gives, subject, before, after),
  ];
}

function securityOf({ security }: JsonObject): readonly string[] {
  return Array.isArray(security) ? security.flatMap((way) => (isJsonObject(way) ? Object.keys(way) : [])) : [];
}

function parameterBreaks(of: Comparison, subject: string, before: JsonObject, after: JsonObject): Break[] {
  const [old, now] = [parametersOf(before, of.before), parametersOf(after, of.after)];
  const breaks = Array.from(old).flatMap(([name, parameter]): readonly Break[] => {
    const next = now.get(name);
    if (next === undefined) return [{ subject, what: `${name}: no longer taken` }];
    const required = next.required === true && parameter.required !== true ? [{ subject, what: `${name}: is required` }] : [];
    return [...required, ...schemaBreaks(of, subject, name, found(parameter.schema, of.before), found(next.schema, of.after))];
  });
  const added = Array.from(now).filter(([name, { required }]) => required === true && !old.has(name));
  return [...breaks, ...added.map(([name]) => ({ subject, what: `${name}: is required` }))];
}

/** By place and name, as in `query limit`. */
function parametersOf({ parameters }: JsonObject, document: JsonObject): ReadonlyMap<string, JsonObject> {
  const listed = Array.isArray(parameters) ? parameters.map((parameter) => found(parameter, document).schema) : [];
  return new Map(listed.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
}

function bodyBreaks(of: Comparison, subject: string, before: JsonObject, after: JsonObject): readonly Break[] {
  const [old, now] = [before.requestBody, after.requestBody];
  if (old === undefined) return part(now, 'required') === true ? [{ subject, what: 'body: is required' }] : [];
  if (now === undefined) return [{ subject, what: 'body: no longer taken' }];
  const required = part(now, 'required') === true && part(old, 'required') !== true ? [{ subject, what: 'body: is required' }] : [];
  return [...required, ...contentBreaks(of, subject, 'body', old, now)];
}

function answerBreaks(of: Comparison, subject: string, before: JsonObject, after: JsonObject): readonly Break[] {
  return Object.entries((before.responses ?? {}) as JsonObject).flatMap(([status, answer]): readonly Break[] => {
    const next = part(after.responses, status);
    if (next === undefined) return [{ subject, what: `no longer answers ${status}` }];
    const [old, now] = [found(answer, of.before).schema, found(next, of.after).schema];
    const headers = Object.keys((old.headers ?? {}) as JsonObject).filter((name) => part(now.headers, name) === undefined);
    return [
      ...headers.map((name) => ({ subject, what: `${status}: no longer has the header ${name}` })),
      ...contentBreaks(of, subject, status, old, now),
    ];
  });
}

function contentBreaks(of: Comparison, subject: string, where: string, before: Json, after: Json): readonly Break[] {
  return Object.entries((part(before, 'content') ?? {}) as JsonObject).flatMap(([type, media]): readonly Break[] => {
    const next = part(part(after, 'content'), type);
    if (next === undefined) return [{ subject, what: `${where}: no ${type} any more` }];
    // Of what is answered the fields are named, not the status.
    return schemaBreaks(
      of,
      subject,
      of.direction === 'gives' ? '' : where,
      found(part(media, 'schema'), of.before),
      found(part(next, 'schema'), of.after),
    );
  });
}

function part(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}
