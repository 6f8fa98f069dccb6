import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import type { Route } from '#core/route.ts';
import { openApiDocument } from './openapi.ts';
import { introduction } from './openapi-introduction.ts';
import { routePath } from './route-path.ts';

type Schemas = Readonly<Record<string, JsonObject>>;

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** docs/api.md: every route of the table with what it takes and an example; the same table gives the same text. */
export function renderApiMarkdown(routes: readonly Route[]): string {
  const { paths, components } = openApiDocument(routes, '') as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
    readonly components: { readonly schemas: Schemas };
  };
  const told = routes.map((route) => ({ route, operation: paths[routePath(route)]?.[route.method.toLowerCase()] ?? {} }));
  const tags = [...new Set(routes.map((route) => route.tag))];
  const lines = [
    '# API',
    '',
    '<!-- Written by `npm run docs`; a test fails when it is out of date. -->',
    '',
    'Generated from the route tables; the same as `/api/openapi.json` (browse it, and try it, at `/docs/api`).',
    '',
    introduction.replace('(/docs/errors)', '(errors.md)').replace('(docs/filters.md)', '([filters](filters.md))'),
    '',
    ...tags.flatMap((tag) => [
      `## ${tag}`,
      '',
      ...told.filter(({ route }) => route.tag === tag).flatMap(({ route, operation }) => routeLines(route, operation, components.schemas)),
    ]),
    '## Types',
    '',
    ...namesUnder(
      told.map(({ operation }) => bodyOf(operation, components.schemas) ?? null),
      components.schemas,
    ).flatMap((name) => [`### ${name}`, '', ...typeLines(components.schemas[name] ?? {})]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function routeLines(route: Route, operation: JsonObject, schemas: Schemas): string[] {
  const permission =
    route.permission === 'public'
      ? 'nobody in particular'
      : route.permission === 'signed-in'
        ? 'whoever is signed in'
        : `\`${route.permission}\``;
  const body = route.example.body;
  return [
    `### ${route.summary}`,
    '',
    `\`${route.method} ${routePath(route)}\` · \`${route.id}\` · for ${permission}`,
    '',
    ...(route.description === undefined ? [] : [route.description, '']),
    ...fieldTable('Query', queryOf(operation)),
    ...fieldTable('Body', fieldsOf(bodyOf(operation, schemas) ?? {})),
    ...(body === undefined ? [] : ['```json', JSON.stringify(body, null, 2), '```', '']),
    ...(route.status === 204 || route.status === 302
      ? [`Answers ${route.status}.`, '']
      : [`Answers ${route.status ?? 200}:`, '', '```json', JSON.stringify(route.example.response, null, 2), '```', '']),
  ];
}

function queryOf({ parameters }: JsonObject): readonly Field[] {
  const listed = Array.isArray(parameters) ? parameters.filter(isJsonObject) : [];
  return listed
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, required, description, schema }) => ({
      name: String(name),
      required: required === true,
      schema: { ...(schema as JsonObject), ...(description === undefined ? {} : { description }) },
    }));
}

function bodyOf({ requestBody }: JsonObject, schemas: Schemas): JsonObject | undefined {
  if (requestBody === undefined) return undefined;
  const { content } = requestBody as { readonly content: { readonly 'application/json': { readonly schema: JsonObject } } };
  const { schema } = content['application/json'];
  return typeof schema.$ref === 'string' ? schemas[nameIn(schema.$ref)] : schema;
}

function fieldsOf({ properties, required }: JsonObject): readonly Field[] {
  const needed = Array.isArray(required) ? required : [];
  return Object.entries((properties ?? {}) as Schemas).map(([name, schema]) => ({ name, required: needed.includes(name), schema }));
}

function typeLines(schema: JsonObject): string[] {
  const fields = fieldsOf(schema);
  if (fields.length > 0) return fieldTable('Field', fields);
  const options = Array.isArray(schema.anyOf) ? schema.anyOf : Array.isArray(schema.oneOf) ? schema.oneOf : [];
  const objects = options.filter(isJsonObject).filter(({ properties }) => properties !== undefined);
  if (objects.length === 0) return [typeOf(schema), ''];
  return objects.flatMap((option, at) => [...(at === 0 ? [] : ['or', '']), ...fieldTable('Field', fieldsOf(option))]);
}

function fieldTable(title: string, fields: readonly Field[]): string[] {
  if (fields.length === 0) return [];
  const rows = fields.map(({ name, required, schema: { description, default: fallback, ...schema } }) => {
    const about = [
      ...(typeof description === 'string' ? [description] : []),
      ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
    ];
    return `| \`${name}\`${required ? '' : '?'} | ${typeOf(schema)} | ${about.join('; ').replaceAll('|', '\\|')} |`;
  });
  return [`| ${title} | type | |`, '|---|---|---|', ...rows, ''];
}

function typeOf(field: JsonObject): string {
  if (typeof field.$ref === 'string') return `[${nameIn(field.$ref)}](#${nameIn(field.$ref).toLowerCase()})`;
  if (Array.isArray(field.enum)) return field.enum.map((value) => `\`${String(value)}\``).join(', ');
  const options = field.anyOf ?? field.oneOf;
  if (Array.isArray(options)) return [...new Set(options.map((option) => typeOf(option as JsonObject)))].join(' or ');
  if (field.type === 'array') return `array of ${typeOf((field.items ?? {}) as JsonObject)}`;
  if (Array.isArray(field.type)) return field.type.map(String).join(' or ');
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  return typeof field.type === 'string' ? field.type : 'any';
}

/** Named schemas that are referred to somewhere in these, and in what they refer to; in order of names. */
function namesUnder(values: readonly Json[], schemas: Schemas): readonly string[] {
  const names = new Set<string>();
  const look = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isJsonObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') look(inner);
      else if (!names.has(nameIn(inner))) {
        names.add(nameIn(inner));
        look(schemas[nameIn(inner)] ?? null);
      }
    }
  };
  values.forEach(look);
  return [...names].sort();
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
