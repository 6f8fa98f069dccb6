import { validate } from '@scalar/openapi-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

/** Where a document is not OpenAPI 3.1 as its official schema says, or refers to what is not there. */
export async function openApiProblems(document: JsonObject): Promise<readonly string[]> {
  const { errors = [] } = await validate(structuredClone(document) as Record<string, unknown>, { throwOnError: false });
  return errors.map(({ message, path }) => `${JSON.stringify(path)}: ${message}`);
}

/** Schemas that are no JSON Schema (2020-12), and examples that don't fit theirs. */
export function exampleProblems(document: JsonObject): readonly string[] {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'api');
  return contents(document, '').flatMap(({ pointer, media }) => {
    const { schema, example } = media;
    if (!isJsonObject(schema)) return [`${pointer}: no schema`];
    if (ajv.validateSchema(schema) !== true) return [`${pointer}: ${ajv.errorsText()}`];
    const fits = ajv.compile({ $ref: `api#${pointer}/schema` });
    if (example === undefined) return pointer.includes('problem') ? [] : [`${pointer}: no example`];
    return fits(example) ? [] : [`${pointer}: ${ajv.errorsText(fits.errors)}`];
  });
}

/** Every body and answer of a document, with the JSON pointer that leads to it. */
function contents(value: Json, pointer: string): readonly { readonly pointer: string; readonly media: JsonObject }[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => contents(item, `${pointer}/${at}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const there = `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
    if (key !== 'content' || !isJsonObject(inner)) return contents(inner, there);
    return Object.entries(inner).map(([type, media]) => ({
      pointer: `${there}/${encodeURIComponent(type.replaceAll('/', '~1'))}`,
      media: media as JsonObject,
    }));
  });
}

/** Operations that lack what every one of them owes its readers. */
export function operationProblems(document: JsonObject): readonly string[] {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((operation) => {
      const answers = Object.keys(operation.responses as JsonObject);
      const open = operation['x-permission'] === 'public';
      const parameters = (operation.parameters ?? []) as readonly JsonObject[];
      const named = Array.from(path.matchAll(/\{(\w+)\}/g), (match) => match[1]);
      const wrong = {
        'has no summary': String(operation.summary ?? '').length < 4 || /\.$/.test(String(operation.summary)),
        'has no permission': typeof operation['x-permission'] !== 'string',
        'has no scope': operation['x-scope'] !== 'tenant' && operation['x-scope'] !== 'none',
        'does not say who opens it': open !== ((operation.security as readonly Json[]).length === 0),
        // A page that leads on does that and nothing else.
        'answers no success': !answers.some((status) => status.startsWith('2') || status === '302'),
        'does not answer 401 and 403': !open && !(answers.includes('401') && answers.includes('403')),
        'does not answer 404': named.length > 0 && !answers.includes('404'),
        'does not answer 400':
          (operation.requestBody !== undefined || parameters.some((one) => one.in === 'query')) && !answers.includes('400'),
        'has no other error': !['500', '503', 'default'].every((status) => answers.includes(status)),
        'does not describe its path': named.some((name) => !parameters.some((one) => one.in === 'path' && one.name === name)),
      };
      return Object.entries(wrong).flatMap(([what, is]) => (is ? [`${operation.operationId} ${what}`] : []));
    }),
  );
}
