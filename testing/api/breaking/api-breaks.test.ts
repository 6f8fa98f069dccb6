import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '#core/json.ts';
import { apiBreaks } from './api-breaks.ts';
import { isLater, readNotes, unnoted } from './version-notes.ts';

type Change = (operation: Record<string, Json>) => void;

const device = { type: 'object', properties: { name: { type: 'string' }, state: { enum: ['on', 'off'] } }, required: ['name', 'state'] };

/** A small document: a device is read and changed; `change` is made to the operation that changes it. */
function documentWith(change: Change = () => {}, schemas: JsonObject = { Device: device, Problem: { type: 'object' } }): JsonObject {
  const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } });
  const reference = { $ref: '#/components/schemas/Device' };
  const operation: Record<string, Json> = {
    operationId: 'updateDevice',
    'x-permission': 'device.write',
    'x-scope': 'tenant',
    security: [{ apiKey: [] }, { session: [] }],
    parameters: [{ name: 'device', in: 'path', required: true, schema: { type: 'string' } }, { $ref: '#/components/parameters/IfMatch' }],
    requestBody: { required: true, ...json({ type: 'object', properties: { label: { type: 'string' } } }) },
    responses: { '200': { headers: { ETag: {} }, ...json(reference) }, '404': { $ref: '#/components/responses/404' } },
  };
  change(operation);
  return {
    paths: {
      '/devices/{device}': {
        get: { operationId: 'getDevice', responses: { '200': json(reference) } },
        patch: operation,
      },
    },
    components: {
      schemas,
      parameters: { IfMatch: { name: 'If-Match', in: 'header', schema: { type: 'string' } } },
      responses: { '404': json({ $ref: '#/components/schemas/Problem' }) },
    },
  };
}

function told(after: JsonObject): string[] {
  return apiBreaks(documentWith(), after).map(({ subject, what }) => `${subject}: ${what}`);
}

const set =
  (key: string, value: Json): Change =>
  (operation) => {
    operation[key] = value;
  };
const parameter =
  (value: Json): Change =>
  (operation) => {
    operation.parameters = [...(operation.parameters as Json[]), value];
  };
const answer =
  (status: string, value: Json | undefined): Change =>
  (operation) => {
    const { [status]: _, ...rest } = operation.responses as JsonObject;
    operation.responses = value === undefined ? rest : { ...rest, [status]: value };
  };

const cases: readonly (readonly [title: string, change: Change, breaks: readonly string[]])[] = [
  ['nothing', () => {}, []],
  ['its summary', set('summary', 'x'), []],
  ['its name', set('operationId', 'changeDevice'), ['updateDevice: operationId is changeDevice, was updateDevice']],
  ['its permission', set('x-permission', 'device.admin'), ['updateDevice: x-permission is device.admin, was device.write']],
  ['its scope', set('x-scope', 'none'), ['updateDevice: x-scope is none, was tenant']],
  ['sessions open it no longer', set('security', [{ apiKey: [] }]), ['updateDevice: session opens it no longer']],
  ['it is for everybody', set('security', []), []],
  ['a parameter more', parameter({ name: 'dry', in: 'query', schema: {} }), []],
  [
    'a required parameter more',
    parameter({ name: 'dry', in: 'query', required: true, schema: {} }),
    ['updateDevice: query dry: is required'],
  ],
  ['a parameter less', set('parameters', [{ $ref: '#/components/parameters/IfMatch' }]), ['updateDevice: path device: no longer taken']],
  ['no body', set('requestBody', null), ['updateDevice: body: no application/json any more']],
  ['a status more', answer('409', {}), []],
  ['a status less', answer('404', undefined), ['updateDevice: no longer answers 404']],
  ['no answer in JSON', answer('200', { headers: { ETag: {} } }), ['updateDevice: 200: no application/json any more']],
  [
    'a header less',
    answer('200', { content: { 'application/json': { schema: { $ref: '#/components/schemas/Device' } } } }),
    ['updateDevice: 200: no longer has the header ETag'],
  ],
];

for (const [title, change, breaks] of cases) {
  test(`an operation that changes: ${title}`, () => assert.deepEqual(told(documentWith(change)), breaks));
}

test('a path or method that is gone breaks, one that is new does not', () => {
  const { paths, ...rest } = documentWith() as JsonObject & { readonly paths: JsonObject };
  const { patch, ...methods } = paths['/devices/{device}'] as JsonObject;
  assert.deepEqual(told({ ...rest, paths: { '/devices/{device}': methods } }), ['updateDevice: PATCH /devices/{device} is gone']);
  assert.deepEqual(told({ ...rest, paths: { ...paths, '/more': { get: {} } } }), []);
  assert.ok(patch !== undefined);
});

test('a named schema breaks once, under its name, whoever uses it', () => {
  const { state: _, ...properties } = device.properties;
  assert.deepEqual(told(documentWith(undefined, { Device: { ...device, properties, required: ['name'] }, Problem: {} })), [
    'Device: state: no longer given',
    'Problem: may be anything',
  ]);
  const renamed = { ...documentWith(undefined, { Device: device, Problem: { type: 'object' } }) };
  const text = JSON.stringify(renamed).replaceAll('schemas/Device', 'schemas/Machine').replace('"Device":', '"Machine":');
  assert.deepEqual(told(JSON.parse(text)), [], 'a name alone promises nothing');
});

test('a break needs a note that names it, under a version later than the released one', () => {
  const notes = readNotes(
    '# Changes\n\n## 0.2.0\n\n- `updateDevice`, `Device`: renamed.\n- a line without names\n\n## 0.1.0\n\n- `getDevice`: old.\n',
  );
  const breaks = ['updateDevice', 'Device', 'getDevice', 'other'].map((subject) => ({ subject, what: 'x' }));
  assert.deepEqual(
    unnoted(breaks, notes, '0.1.0').map(({ subject }) => subject),
    ['getDevice', 'other'],
  );
  assert.equal(unnoted(breaks, notes, '0.2.0').length, 4);
  assert.deepEqual([isLater('0.10.0', '0.9.9'), isLater('1.0.0', '1.0.0'), isLater('0.9.9', '1.0.0')], [true, false, false]);
});
