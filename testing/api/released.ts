import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import type { Route } from '#core/route.ts';
import { openApiDocument } from '#platform/application/index.ts';
import { apiBreaks } from './breaking/api-breaks.ts';
import type { Break } from './breaking/schema-breaks.ts';
import { readNotes, unnoted } from './breaking/version-notes.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** The OpenAPI document of the last release. */
export const releasedPath = pathOf('docs/openapi.released.json');

/** What breaks callers of the last release without a note in docs/api-changes.md. */
export function unnotedBreaks(routes: readonly Route[]): readonly Break[] {
  if (!existsSync(releasedPath)) return [];
  const released = JSON.parse(readFileSync(releasedPath, 'utf8')) as JsonObject & { readonly info: { readonly version: string } };
  const notes = readNotes(readFileSync(pathOf('docs/api-changes.md'), 'utf8'));
  return unnoted(apiBreaks(released, openApiDocument(routes, '')), notes, released.info.version);
}

/** The document as it is kept: keys in order, so that only what changed differs. */
export function canonicalDocument(routes: readonly Route[]): string {
  const { version } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8')) as { readonly version: string };
  return `${JSON.stringify(inOrder(openApiDocument(routes, version)), null, 1)}\n`;
}

function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key] ?? null)]));
}
