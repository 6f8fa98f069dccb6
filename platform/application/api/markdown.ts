import type { JsonObject } from '#core/json.ts';
import type { Route } from '#core/route.ts';
import { jsonFields } from './json-schema.ts';
import { routePath } from './route-path.ts';
import { exact } from './validate.ts';

/** docs/api.md: every route of the table with what it takes and an example; the same table gives the same text. */
export function renderApiMarkdown(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map((route) => route.tag))];
  const lines = [
    '# API',
    '',
    '<!-- Written by `npm run docs`; a test fails when it is out of date. -->',
    '',
    'Generated from the route tables; the same as `/api/openapi.json` (browse it at `/docs/api`).',
    'Errors are `application/problem+json`: see [errors.md](errors.md).',
    '',
    ...tags.flatMap((tag) => [`## ${tag}`, '', ...routes.filter((route) => route.tag === tag).flatMap(routeLines)]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function routeLines(route: Route): string[] {
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
    ...fieldTable('Query', exact(route.query)),
    ...fieldTable('Body', exact(route.body)),
    ...(body === undefined ? [] : ['```json', JSON.stringify(body, null, 2), '```', '']),
    ...(route.status === 204
      ? ['Answers 204.', '']
      : [`Answers ${route.status ?? 200}:`, '', '```json', JSON.stringify(route.example.response, null, 2), '```', '']),
  ];
}

function fieldTable(title: string, schema: Route['body']): string[] {
  if (schema === undefined) return [];
  const { properties, required } = jsonFields(schema);
  if (Object.keys(properties).length === 0) return [];
  const rows = Object.entries(properties).map(([name, field]) => {
    const about = [
      typeof field.description === 'string' ? field.description : '',
      field.default === undefined ? '' : `default ${JSON.stringify(field.default)}`,
    ];
    return `| \`${name}\`${required.includes(name) ? '' : '?'} | ${typeOf(field)} | ${about
      .filter((text) => text !== '')
      .join('; ')
      .replaceAll('|', '\\|')} |`;
  });
  return [`| ${title} | type | |`, '|---|---|---|', ...rows, ''];
}

function typeOf(field: JsonObject): string {
  if (typeof field.$ref === 'string') return field.$ref.slice(field.$ref.lastIndexOf('/') + 1);
  if (Array.isArray(field.enum)) return field.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (Array.isArray(field.anyOf)) return [...new Set(field.anyOf.map((option) => typeOf(option as JsonObject)))].join(' or ');
  if (field.type === 'array') return `array of ${typeOf((field.items ?? {}) as JsonObject)}`;
  if (Array.isArray(field.type)) return field.type.map(String).join(' or ');
  if (typeof field.type === 'string') return field.type;
  return field.const === undefined ? 'any' : `\`${JSON.stringify(field.const)}\``;
}
