import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { createSchemaBook } from './json-schema.ts';

test('a named schema stands once; where input and output differ, the input is named so, and what refers to it too', () => {
  const book = createSchemaBook();
  const part = z.object({ size: z.int().default(1) }).meta({ id: 'Part' });
  const whole = z.object({ parts: z.array(part), note: z.string().describe('Free text') }).meta({ id: 'Whole' });
  const colour = z.enum(['red', 'blue']).meta({ id: 'Colour' });
  const written = {
    takes: book.of(whole, 'input'),
    gives: book.of(whole, 'output'),
    sees: book.of(colour, 'input'),
    shows: book.of(colour, 'output'),
  };
  const { schemas, document } = book.settle(written);
  assert.deepEqual(document, {
    takes: { $ref: '#/components/schemas/WholeInput' },
    gives: { $ref: '#/components/schemas/Whole' },
    sees: { $ref: '#/components/schemas/Colour' },
    shows: { $ref: '#/components/schemas/Colour' },
  });
  assert.deepEqual(Object.keys(schemas), ['Colour', 'Part', 'PartInput', 'Whole', 'WholeInput']);
  assert.deepEqual(schemas.Part, { type: 'object', properties: { size: { type: 'integer', default: 1 } }, required: ['size'] });
  assert.deepEqual(schemas.PartInput, { type: 'object', properties: { size: { type: 'integer', default: 1 } } });
  assert.ok(JSON.stringify(schemas.WholeInput).includes('#/components/schemas/PartInput'));
});

test('a schema that contains itself needs a name', () => {
  interface Tree {
    readonly below: readonly Tree[];
  }
  const tree: z.ZodType<Tree> = z.object({ below: z.array(z.lazy(() => tree)) });
  assert.throws(() => createSchemaBook().of(tree, 'output'), /needs a name/);
  const named: z.ZodType<Tree> = z.object({ below: z.array(z.lazy(() => named)).describe('Its branches') }).meta({ id: 'Tree' });
  const book = createSchemaBook();
  assert.deepEqual(book.of(named, 'output'), { $ref: 'output:Tree' });
  const { schemas } = book.settle({});
  assert.deepEqual(JSON.parse(JSON.stringify(schemas)).Tree.properties.below.items, { $ref: '#/components/schemas/Tree' });
});

test('two schemas of one name are an error, not one of them', () => {
  const book = createSchemaBook();
  book.of(z.object({ a: z.string() }).meta({ id: 'Thing' }), 'output');
  assert.throws(() => book.of(z.object({ b: z.string() }).meta({ id: 'Thing' }), 'output'), /two different schemas are named Thing/);
});
