import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDeclarations } from './declaration.ts';
import { said } from './fields.ts';
import { productKind } from './kinds/product.ts';
import { printDocument, printDocuments } from './print.ts';

const read = (text: string) => readDeclarations([{ name: 'f.yaml', text }]);
const faults = (text: string) =>
  read(text).faults.map(({ file, line, column, what }) => `${file}:${line}:${column} ${what.replace(/ or .*/, ' …')}`);

test('documents are read with their places; empty ones are nothing', () => {
  const text = '---\n# a comment\n---\nkind: product\nname: pump\n---\n\n---\nkind: product\nname: valve\nlabel:\n';
  const { declarations, faults } = read(text);
  assert.deepEqual(faults, []);
  assert.deepEqual(
    declarations.map(({ kind, spec, line }) => [kind.name, spec, line]),
    [
      ['product', { name: 'pump', mode: 'open', properties: [] }, 4],
      ['product', { name: 'valve', label: undefined, mode: 'open', properties: [] }, 9],
    ],
  );
});

test('everything that is wrong is said with its place', () => {
  const text = `kind: product
name: pump
propertys: []
properties:
  - id: a
    type: real
  - id: b
    type: double
    max: high
---
kind: product
name: twice
properties: [{id: b, type: bool}, {type: double, id: b}]
---
kind: pomp
name: x
---
name: x
---
- kind: product
---
kind: product
---
kind: product
name: ok
`;
  const [...said] = faults(text);
  assert.deepEqual(said, [
    'f.yaml:6:5 properties.0.type: expected one of "int32"|"int64"|"float"|"double"|"bool"|"enum"|"text"',
    'f.yaml:9:5 properties.1.max: expected number, received string',
    'f.yaml:3:1 there is no field propertys',
    'f.yaml:13:50 properties.1.id: expected each property once (b is there before)',
    'f.yaml:15:1 expected kind: product …',
    'f.yaml:18:1 expected kind: product …',
    'f.yaml:20:1 expected a document of fields such as `kind: product`',
    'f.yaml:22:1 name: it is missing',
  ]);
});

test('what is no YAML is said with its place', () => {
  assert.match(faults('kind: product\nname: [a\n')[0] ?? '', /^f\.yaml:\d+:\d+ YAML: Flow sequence/);
  assert.match(faults('kind: product\nname: a\nname: b\n')[0] ?? '', /^f\.yaml:3:1 YAML: Map keys must be unique/);
  assert.match(faults('kind: product\nname: !!js/function x\n')[0] ?? '', /^f\.yaml:2:7 YAML: Unresolved tag/);
  assert.match(faults('kind: product\nname: *nobody\n')[0] ?? '', /^f\.yaml:1:1 expected aliases that can be followed .*nobody/);
});

test('a thing is declared once, in whichever file', () => {
  const text = 'kind: product\nname: pump\n';
  const { faults } = readDeclarations(['a.yaml', 'b.yaml'].map((name) => ({ name, text: `# c\n${text}` })));
  assert.deepEqual(faults, [{ file: 'b.yaml', line: 2, column: 1, what: 'product pump is declared in a.yaml:2 already' }]);
});

test('anchors serve, but a document that explodes by them is refused', () => {
  assert.deepEqual(read('kind: product\nname: &n pump\nlabel: *n\n').declarations[0]?.spec.name, 'pump');
  const levels = ['a: &a0 [x, x]', ...Array.from({ length: 30 }, (_, n) => `b${n}: &a${n + 1} [*a${n}, *a${n}]`)];
  assert.match(faults(`kind: product\nname: p\n${levels.join('\n')}\n`)[0] ?? '', /aliases that can be followed/);
  assert.match(faults(`kind: ${'['.repeat(100_000)}`)[0] ?? '', /^f\.yaml:1:\d+ YAML: Maximum call stack/);
});

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const spec = fc.record(
  {
    name: text,
    label: text,
    mode: fc.constantFrom('open', 'strict'),
    properties: fc.uniqueArray(
      fc.record(
        { id: text, type: fc.constantFrom('double', 'enum'), unit: text, min: number, values: fc.array(text) },
        { requiredKeys: ['id', 'type'] },
      ),
      { selector: ({ id }) => id },
    ),
  },
  { requiredKeys: ['name'] },
);

test('what is printed is read as the same, and printed again as the same', () => {
  fc.assert(
    fc.property(fc.uniqueArray(spec, { selector: ({ name }) => name, maxLength: 4 }), (wishes) => {
      const specs = wishes.map((wish) => productKind.schema.parse(wish));
      const printed = printDocuments(specs.map((each) => printDocument(productKind, each)));
      const { declarations, faults } = read(printed);
      assert.deepEqual(faults, []);
      assert.equal(printDocuments(declarations.map((each) => printDocument(productKind, each.spec))), printed);
      assert.deepEqual(
        declarations.map((each) => said(each.spec)),
        specs.map(said),
      );
    }),
  );
});
