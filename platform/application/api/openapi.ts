import type { z } from 'zod';
import { type FaultCode, faults } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { Route } from '#core/route.ts';
import { readerOf, takesIfMatch } from './conditions.ts';
import { createSchemaBook, type SchemaBook } from './json-schema.ts';
import { introduction } from './openapi-introduction.ts';
import { problemResponses, problemSchema, reference, securitySchemes, sharedParts } from './openapi-parts.ts';
import { repeatOf } from './repeat.ts';
import { routePath } from './route-path.ts';
import { exact } from './validate.ts';

/** The OpenAPI 3.1 document of a route table; the same table gives the same text. */
export function openApiDocument(routes: readonly Route[], version: string): JsonObject {
  const book = createSchemaBook();
  const written: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = routePath(route);
    written[path] = {
      ...written[path],
      [route.method.toLowerCase()]: operation(route, takesIfMatch(route, readerOf(route, routes)), book),
    };
  }
  const { document: paths, schemas } = book.settle(written);
  const tags = [...new Set(routes.map((route) => route.tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Thalamus',
      version,
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: { securitySchemes, ...sharedParts, schemas: { ...schemas, Problem: problemSchema() }, responses: problemResponses() },
  };
}

function operation(route: Route, conditional: boolean, book: SchemaBook): JsonObject {
  const status = String(route.status ?? 200);
  const body = exact(route.body);
  const isPublic = route.permission === 'public';
  const parameters = [...parametersIn('path', exact(route.params), book), ...parametersIn('query', exact(route.query), book)];
  const repeat = repeatOf(route);
  const idempotent = repeat === 'keyed';
  if (route.scope === 'tenant') parameters.push(reference('parameters', 'Tenant'));
  if (idempotent) parameters.push(reference('parameters', 'IdempotencyKey'));
  if (conditional) parameters.push(reference('parameters', 'IfMatch'));
  const readable = route.method === 'GET' && status !== '302';
  if (readable) parameters.push(reference('parameters', 'IfNoneMatch'));
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [...(route.description === undefined ? [] : [withoutLinks(route.description)]), forWhom(route)].join('\n\n'),
    'x-permission': route.permission,
    'x-scope': route.scope,
    'x-repeat': repeat,
    security: isPublic ? [] : [{ apiKey: [] }, { session: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonContent(book.of(body, 'input'), route.example.body) } }),
    responses: {
      [status]:
        status === '204'
          ? { description: 'Done' }
          : status === '302'
            ? { description: 'Leads on', headers: { Location: { schema: { type: 'string' } } } }
            : {
                description: 'Done',
                ...(readable ? { headers: { ETag: reference('headers', 'ETag') } } : {}),
                content: jsonContent(book.of(route.response, 'output'), route.example.response),
              },
      ...(readable ? { '304': reference('responses', 'unchanged') } : {}),
      ...Object.fromEntries(
        faultsOf(route, idempotent, conditional).map((code) => [String(code), { $ref: `#/components/responses/${code}` }]),
      ),
      default: { $ref: '#/components/responses/problem' },
    },
  };
}

function forWhom({ permission }: Route): string {
  if (permission === 'public') return 'For everybody.';
  if (permission === 'signed-in') return 'For whoever is signed in.';
  return permission === 'operator' ? 'For operators of the platform.' : `Needs \`${permission}\`.`;
}

// Documents stand beside each other in the repository, not where this one is served.
function withoutLinks(text: string): string {
  return text.replaceAll(/\[[^\]]+\]\(([\w-]+\.md)\)/g, 'docs/$1');
}

/** Statuses that any route of this kind may answer. */
function faultsOf(route: Route, idempotent: boolean, conditional: boolean): number[] {
  const codes: FaultCode[] = ['ENGINE_DOWN', 'INTERNAL'];
  if (route.permission !== 'public') codes.push('UNAUTHENTICATED', 'FORBIDDEN', 'QUOTA_EXCEEDED');
  if (route.params !== undefined) codes.push('NOT_FOUND');
  if (route.params !== undefined || route.query !== undefined || route.body !== undefined) codes.push('BAD_REQUEST');
  if (route.body !== undefined) codes.push('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (idempotent) codes.push('CONFLICT', 'IDEMPOTENCY_MISMATCH');
  if (conditional) codes.push('CONFLICT', 'PRECONDITION_FAILED');
  return [...new Set(codes.map((code) => faults[code].status))].sort((a, b) => a - b);
}

function parametersIn(place: 'path' | 'query', schema: z.ZodType | undefined, book: SchemaBook): JsonObject[] {
  if (schema === undefined) return [];
  const {
    properties = {},
    required = [],
    $ref,
  } = book.of(schema, 'input') as { properties?: Record<string, JsonObject>; required?: string[]; $ref?: string };
  invariant($ref === undefined, 'a query or path is its parameters, so it has no name of its own');
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function jsonContent(schema: JsonObject, example: unknown): JsonObject {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example: JSON.parse(JSON.stringify(example)) as Json }) } };
}
