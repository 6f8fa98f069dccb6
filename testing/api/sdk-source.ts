import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import { commentText, typeText } from './typescript-type.ts';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly about: string;
  readonly repeat: string;
  readonly params: readonly Parameter[];
  readonly query: readonly Parameter[];
  readonly headers: readonly Parameter[];
  readonly body: Json | undefined;
  readonly status: string;
  readonly result: Json | undefined;
}

interface Parameter extends JsonObject {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

const head = `// Written by \`npm run docs\` from the route tables; a test fails when it is out of date. Where two branches both changed it: take either, run it again.
import type { CallOptions, ChangeOptions } from './transport.ts';
`;

/** sdk/operations.generated.ts: the types of an OpenAPI document, a method for every operation, and the table that makes the methods. */
export function sdkSource(document: JsonObject): string {
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, JsonObject>> };
  // Devices have their own protocol, and a page that leads on is opened, not called.
  const operations = operationsOf(document).filter(({ path, status }) => path.startsWith('/api/') && status !== '302');
  const named = Object.entries(schemas)
    .filter(([name]) => name !== 'Problem')
    .map(([name, schema]) => declaration(name, schema));
  return [
    head,
    ...named,
    ...operations.flatMap(ownTypes),
    '/** One method per operation. Arguments: what the path names, then the body, then the query, then options; each throws `ApiError`. */',
    `export interface Operations {\n${operations.map(methodText).join('')}}\n`,
    `export const operations = {\n${operations.map(rowText).join('')}} as const;\n`,
  ].join('\n');
}

function operationsOf({ paths, components }: JsonObject): Operation[] {
  const shared = (components as { readonly parameters: Readonly<Record<string, Parameter>> }).parameters;
  return Object.entries(paths as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, raw]) => {
      const { parameters: given = [], ...operation } = raw as JsonObject & { readonly parameters?: readonly Parameter[] };
      const parameters = given.map(
        ({ $ref, ...own }) => (typeof $ref === 'string' ? shared[$ref.split('/').at(-1) ?? ''] : own) as Parameter,
      );
      const [status = '', answer] = Object.entries(operation.responses as JsonObject)[0] ?? [];
      return {
        id: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        about: `${operation.summary}. ${operation.description}`,
        repeat: String(operation['x-repeat']),
        params: parameters.filter((parameter) => parameter.in === 'path'),
        query: parameters.filter((parameter) => parameter.in === 'query'),
        headers: parameters.filter((parameter) => parameter.in === 'header'),
        body: schemaIn(operation.requestBody),
        status,
        result: schemaIn(answer),
      };
    }),
  );
}

function schemaIn(holder: Json | undefined): Json | undefined {
  const content = isJsonObject(holder) ? holder.content : undefined;
  const json = isJsonObject(content) ? content['application/json'] : undefined;
  return isJsonObject(json) ? json.schema : undefined;
}

/** Types that have no name of their own are named after their operation. */
function ownTypes(operation: Operation): string[] {
  const types: string[] = [];
  if (operation.query.length > 0) types.push(declaration(`${pascal(operation.id)}Query`, querySchema(operation)));
  if (isUnnamed(operation.body)) types.push(declaration(`${pascal(operation.id)}Body`, operation.body));
  if (isUnnamed(operation.result)) types.push(declaration(`${pascal(operation.id)}Result`, operation.result));
  return types;
}

function querySchema({ query }: Operation): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(
      query.map(({ name, description, schema }) => [name, { ...(description === undefined ? {} : { description }), ...schema }]),
    ),
    required: query.filter(({ required }) => required).map(({ name }) => name),
  };
}

function isUnnamed(schema: Json | undefined): schema is JsonObject {
  return isJsonObject(schema) && schema.$ref === undefined;
}

function declaration(name: string, schema: JsonObject): string {
  const text = typeText(schema);
  const comment = commentText(typeof schema.description === 'string' ? schema.description : '', '');
  const whole = schema.type === 'object' && isJsonObject(schema.properties) && text.endsWith('\n}');
  return whole ? `${comment}export interface ${name} ${text}\n` : `${comment}export type ${name} = ${text};\n`;
}

function methodText(operation: Operation): string {
  const { id, params, query, headers, body, result, method, path } = operation;
  const optional = query.every(({ required }) => !required) ? '?' : '';
  const options = headers.some(({ name }) => name === 'If-Match') ? 'ChangeOptions' : 'CallOptions';
  const args = [
    ...params.map(({ name, schema }) => `${name}: ${typeText(schema)}`),
    ...(body === undefined ? [] : [`body: ${isUnnamed(body) ? `${pascal(id)}Body` : typeText(body)}`]),
    ...(query.length === 0 ? [] : [`query${optional}: ${pascal(id)}Query`]),
    `call?: ${options}`,
  ];
  const answer = result === undefined ? 'void' : isUnnamed(result) ? `${pascal(id)}Result` : typeText(result);
  const comment = commentText(`${operation.about}\n\n\`${method} ${path}\``, '  ');
  return `${comment}  readonly ${id}: (${args.join(', ')}) => Promise<${answer}>;\n`;
}

function rowText({ id, method, path, repeat, body, query }: Operation): string {
  const takes = `${body === undefined ? '' : ', body: true'}${query.length === 0 ? '' : ', query: true'}`;
  return `  ${id}: { method: '${method}', path: '${path}', repeat: '${repeat}'${takes} },\n`;
}

function pascal(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}
