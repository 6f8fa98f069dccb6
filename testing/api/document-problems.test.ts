import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '#core/json.ts';
import { exampleProblems, openApiProblems, operationProblems } from './document-problems.ts';

const good = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/things/{thing}': {
      put: {
        operationId: 'putThing',
        summary: 'Write a thing',
        'x-permission': 'thing.write',
        'x-scope': 'tenant',
        security: [{ key: [] }],
        parameters: [{ name: 'thing', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { at: '2026-01-01T00:00:00Z' } } },
        },
        responses: {
          '200': {
            description: 'Done',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { at: '2026-01-02T00:00:00Z' } } },
          },
          ...Object.fromEntries(
            ['400', '401', '403', '404', '500', '503', 'default'].map((status) => [status, { description: 'Not done' }]),
          ),
        },
      },
    },
  },
  components: {
    schemas: { Thing: { type: 'object', required: ['at'], properties: { at: { type: 'string', format: 'date-time' } } } },
    securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
  },
});

/** The document with one piece of its text replaced. */
function planted(from: string, to: string): JsonObject {
  assert.ok(good.includes(from), from);
  return JSON.parse(good.replace(from, to));
}

test('a good document has no problems', async () => {
  const document: JsonObject = JSON.parse(good);
  assert.deepEqual([await openApiProblems(document), exampleProblems(document), operationProblems(document)], [[], [], []]);
});

test('what is no OpenAPI 3.1 is found', async () => {
  for (const [from, to] of [
    ['"in":"path",', ''],
    ['"title":"x",', ''],
    ['"description":"Done",', ''],
    ['"type":"http",', ''],
  ] as const) {
    assert.notDeepEqual(await openApiProblems(planted(from, to)), [], to);
  }
});

test('an example that does not fit, a missing one, and a schema that is none are found', () => {
  for (const [from, to] of [
    ['{"at":"2026-01-01T00:00:00Z"}', '{}'],
    ['2026-01-02T00:00:00Z', 'yesterday'],
    [',"example":{"at":"2026-01-02T00:00:00Z"}', ''],
  ] as const) {
    assert.notDeepEqual(exampleProblems(planted(from, to)), [], to);
  }
  const inline = planted('{"schema":{"$ref":"#/components/schemas/Thing"},', '{"schema":{"type":"text"},');
  assert.match(exampleProblems(inline).join(), /type must be equal to one of the allowed values/);
});

test('an operation that lacks what every one has is named', () => {
  for (const [from, to, what] of [
    ['"summary":"Write a thing",', '', 'has no summary'],
    ['"x-permission":"thing.write",', '', 'has no permission'],
    ['"x-scope":"tenant"', '"x-scope":"all"', 'has no scope'],
    ['"security":[{"key":[]}]', '"security":[]', 'does not say who opens it'],
    ['"200":', '"300":', 'answers no success'],
    ['"401":', '"402":', 'does not answer 401 and 403'],
    ['"404":', '"405":', 'does not answer 404'],
    ['"400":', '"405":', 'does not answer 400'],
    ['"503":', '"505":', 'has no other error'],
    ['"name":"thing"', '"name":"other"', 'does not describe its path'],
  ] as const) {
    assert.deepEqual(operationProblems(planted(from, to)), [`putThing ${what}`]);
  }
});
