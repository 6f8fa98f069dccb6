import type { JsonObject } from '#core/json.ts';
import type { Route } from '#core/route.ts';
import { openApiDocument, renderApiMarkdown } from '#platform/application/index.ts';
import { sdkSource } from './sdk-source.ts';

/** Every file that is written from the route tables, by its path from the root. */
export function apiDocuments(routes: readonly Route[]): Readonly<Record<string, string>> {
  return {
    'docs/api.md': renderApiMarkdown(routes),
    'sdk/operations.generated.ts': sdkSource(documentOf(routes)),
  };
}

/** The OpenAPI document of the routes, without a version. */
function documentOf(routes: readonly Route[]): JsonObject {
  return openApiDocument(routes, '0.0.0');
}
