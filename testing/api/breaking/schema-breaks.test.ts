import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Json, JsonObject } from '#core/json.ts';
import type { Direction } from './schema.ts';
import { schemaBreaks } from './schema-breaks.ts';

function breaks(direction: Direction, before: JsonObject, after: JsonObject): string[] {
  const of = { direction, before: {}, after: {}, known: new Map() };
  const found = (schema: JsonObject) => ({ schema, name: undefined });
  return schemaBreaks(of, 'op', '', found(before), found(after)).map(({ what }) => what);
}

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const object = (properties: JsonObject, required: readonly string[] = [], rest: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required,
  ...rest,
});

// What a schema was, what it is, and what that means for who sends it and for who is sent it.
const cases: readonly (readonly [
  title: string,
  before: JsonObject,
  after: JsonObject,
  takes: readonly string[],
  gives: readonly string[],
])[] = [
  ['nothing changed', object({ a: text }, ['a']), object({ a: text }, ['a']), [], []],
  ['a description', { ...text, description: 'x' }, { ...text, description: 'y' }, [], []],
  ['another type', text, count, ['is integer, was string'], ['is integer, was string']],
  ['a wider type', count, { type: 'number' }, [], ['is number, was integer']],
  ['a narrower type', { type: 'number' }, count, ['is integer, was number'], []],
  ['may be null now', text, { type: ['string', 'null'] }, [], ['gives also null']],
  ['may not be null any more', { type: ['string', 'null'] }, text, ['no longer takes null'], []],
  ['one more alternative', { anyOf: [text] }, { anyOf: [text, count] }, [], ['gives also integer']],
  ['anything now', text, {}, [], ['may be anything']],
  ['no longer anything', {}, text, ['takes only string'], []],
  ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, [], ['gives also "b"']],
  ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['no longer takes "b"'], ['no longer gives "b"']],
  ['listed values only', text, { ...text, enum: ['a'] }, ['takes only "a"'], []],
  ['any value', { ...text, enum: ['a'] }, text, [], ['gives any value']],
  ['a value more where there may be', { enum: ['a'], 'x-extensible': true }, { enum: ['a', 'b'], 'x-extensible': true }, [], []],
  ['an optional field more', object({}), object({ a: text }), [], []],
  ['a required field more', object({}), object({ a: text }, ['a']), ['a: is required'], []],
  ['required now', object({ a: text }), object({ a: text }, ['a']), ['a: is required'], []],
  ['optional now', object({ a: text }, ['a']), object({ a: text }), [], ['a: may be left out']],
  ['a field less', object({ a: text }), object({}), ['a: no longer taken'], ['a: no longer given']],
  [
    'a field of another type',
    object({ a: object({ b: text }) }),
    object({ a: object({ b: count }) }),
    ['a.b: is integer, was string'],
    ['a.b: is integer, was string'],
  ],
  ['unknown fields refused', object({}), object({}, [], { additionalProperties: false }), ['*: unknown fields are refused'], []],
  ['unknown fields ignored', object({}, [], { additionalProperties: false }), object({}), [], []],
  [
    'values of a map',
    { type: 'object', additionalProperties: text },
    { type: 'object', additionalProperties: count },
    ['*: is integer, was string'],
    ['*: is integer, was string'],
  ],
  [
    'names of a map',
    { type: 'object', propertyNames: text, additionalProperties: text },
    { type: 'object', propertyNames: { enum: ['a'] }, additionalProperties: text },
    ['* (name): takes only "a"'],
    [],
  ],
  ['a map no more', { type: 'object', additionalProperties: text }, object({ a: text }), ['*: no longer taken'], ['*: no longer given']],
  [
    'items of a list',
    { type: 'array', items: text },
    { type: 'array', items: count },
    ['[]: is integer, was string'],
    ['[]: is integer, was string'],
  ],
  [
    'fewer places of a tuple',
    { type: 'array', prefixItems: [text, text] },
    { type: 'array', prefixItems: [text] },
    [': its prefixItems are 1, were 2'],
    [': its prefixItems are 1, were 2'],
  ],
  ['a smaller maximum', { ...count, maximum: 10 }, { ...count, maximum: 5 }, ['maximum is now 5'], []],
  ['a larger maximum', { ...count, maximum: 5 }, { ...count, maximum: 10 }, [], []],
  ['a minimum', count, { ...count, minimum: 1 }, ['minimum is now 1'], []],
  ['a minimum of nothing', text, { ...text, minLength: 0 }, [], []],
  ['shorter texts', { ...text, maxLength: 9 }, { ...text, maxLength: 8 }, ['maxLength is now 8'], []],
  ['a pattern', text, { ...text, pattern: '^a' }, ['pattern is now "^a"'], []],
  ['another pattern', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, ['pattern is now "^b"'], []],
  ['no pattern', { ...text, pattern: '^a' }, text, [], []],
  ['a format', text, { ...text, format: 'date-time' }, ['format is now "date-time"'], []],
  ['no format', { ...text, format: 'date-time' }, text, [], ['was a date-time']],
  ['another default', { ...count, default: 1 }, { ...count, default: 2 }, ['left out, it was 1 and is 2'], []],
  ['no default', { ...count, default: 1 }, count, ['left out, it was 1 and is nothing'], []],
  [
    'parts in another number',
    { allOf: [text] },
    { allOf: [text, { minLength: 1 }] },
    [': its allOf are 2, were 1'],
    [': its allOf are 2, were 1'],
  ],
  [
    'a field of one alternative',
    { anyOf: [object({ kind: { const: 'a' } }, ['kind']), object({ kind: { const: 'b' }, x: text }, ['kind'])] },
    { anyOf: [object({ kind: { const: 'a' } }, ['kind']), object({ kind: { const: 'b' }, x: count }, ['kind'])] },
    ['x: is integer, was string'],
    ['x: is integer, was string'],
  ],
];

for (const [title, before, after, takes, gives] of cases) {
  test(`a schema that changes: ${title}`, () => {
    assert.deepEqual(breaks('takes', before, after), takes, 'for who sends it');
    assert.deepEqual(breaks('gives', before, after), gives, 'for who is sent it');
  });
}

// Small schemas and every small value, judged by a validator: where no break is found, none of the values tells the two apart.
const scalars: readonly Json[] = [null, true, 0, 1, 2, 3, 1.5, '', 'a', 'b', 'ab'];
const values: readonly Json[] = [
  ...scalars,
  ...[[], ['a'], [1], ['a', 1]],
  {},
  ...scalars.flatMap((x) => [{ a: x }, { b: x }, { a: x, b: 'a' }, { a: x, b: 1 }]),
];

const plain = [
  fc.constant<JsonObject>({}),
  fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'null', 'boolean') }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom<Json>('a', 'b', 1, null), { minLength: 1 }) }),
  fc.record({ const: fc.constantFrom<Json>('a', 1) }),
];
const bounded = [
  fc.record({ type: fc.constant('integer'), minimum: fc.nat(3), maximum: fc.nat(3) }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('string'), minLength: fc.nat(2), maxLength: fc.nat(2) }, { requiredKeys: ['type'] }),
];

/** Bounds of what is sent out may widen, and answers may gain fields. */
function schemas(direction: Direction): fc.Arbitrary<JsonObject> {
  const closed = direction === 'takes';
  const leaf: fc.Arbitrary<JsonObject> = fc.oneof(...plain, ...(closed ? bounded : []));
  const some = fc.record({ anyOf: fc.array(leaf, { minLength: 1, maxLength: 3 }) });
  const either = fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: some });
  const field = fc.option(either, { nil: undefined });
  const fields = fc.record({ a: field, b: field, required: fc.subarray(['a', 'b']) }).map(({ a, b, required }) => {
    const properties: JsonObject = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const needed = required.filter((name) => name in properties);
    return object(properties, needed, closed ? { additionalProperties: false } : {});
  });
  return fc.oneof(either, fc.record({ type: fc.constant('array'), items: either }), fields);
}

const ajv = new Ajv2020({ strict: false });

function holds(direction: Direction): void {
  fc.assert(
    fc.property(schemas(direction), schemas(direction), (before, after) => {
      const [old, now] = [ajv.compile(before), ajv.compile(after)];
      const [must, may] = direction === 'takes' ? [old, now] : [now, old];
      const lost = values.find((value) => must(value) && !may(value));
      if (lost !== undefined) assert.notEqual(breaks(direction, before, after).length, 0, `${JSON.stringify(lost)} is not told`);
      assert.deepEqual(breaks(direction, before, before), []);
    }),
    { numRuns: 500 },
  );
}

test('whatever was taken and is no longer is a break, for any two schemas', () => holds('takes'));

test('whatever is given and was not before is a break, for any two schemas', () => holds('gives'));
