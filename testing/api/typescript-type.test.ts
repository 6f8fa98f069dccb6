import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '#core/json.ts';
import { commentText, typeText } from './typescript-type.ts';

const string = { type: 'string' } as const;
const integer = { type: 'integer' } as const;

const cases: readonly (readonly [string, Json, string])[] = [
  ['a reference is a name', { $ref: '#/components/schemas/Device', description: 'x' }, 'Device'],
  ['numbers are numbers', { anyOf: [integer, { type: 'number' }] }, 'number'],
  ['several types are a union', { type: ['string', 'null'] }, 'string | null'],
  ['values are literals', { enum: ['a', "it's", 1, null] }, "'a' | 'it\\'s' | 1 | null"],
  ['a constant is a literal', { const: true }, 'true'],
  ['an array of a union is in brackets', { type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
  ['an array of arrays', { type: 'array', items: { type: 'array', items: string } }, 'readonly (readonly string[])[]'],
  ['an array in a union needs no brackets', { anyOf: [string, { type: 'array', items: string }] }, 'string | readonly string[]'],
  ['a tuple', { type: 'array', prefixItems: [string, integer] }, 'readonly [string, number]'],
  ['a tuple with a rest', { type: 'array', prefixItems: [string], items: integer }, 'readonly [string, ...number[]]'],
  ['a map', { type: 'object', propertyNames: string, additionalProperties: integer }, '{ readonly [key: string]: number }'],
  [
    'a map of known keys',
    { type: 'object', propertyNames: { enum: ['a', 'b'] }, additionalProperties: string },
    "Readonly<Partial<Record<'a' | 'b', string>>>",
  ],
  ['parts together', { allOf: [{ $ref: '#/A' }, { anyOf: [{ $ref: '#/B' }, { $ref: '#/C' }] }] }, 'A & (B | C)'],
  ['anything', {}, 'unknown'],
  ['nothing', false, 'never'],
  [
    'an object says what may be left out, and what its fields mean',
    { type: 'object', required: ['a'], properties: { a: string, 'b-c': { ...integer, description: 'How many', default: 3 } } },
    "{\n  readonly a: string;\n  /**\n   * How many\n   * Default: `3`\n   */\n  readonly 'b-c'?: number | undefined;\n}",
  ],
];

for (const [title, schema, expected] of cases) test(`as a type: ${title}`, () => assert.equal(typeText(schema), expected));

test('a comment can’t be ended from inside', () => assert.equal(commentText('a */ b', ''), '/** a *\\/ b */\n'));
