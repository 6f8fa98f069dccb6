import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Space } from '@thalamus/sdk';
import { nameFrom, slugPattern, spaceTree, visibleRows, withBelow } from './space-tree.ts';

const compare = (a: string, b: string) => a.localeCompare(b);
const none: ReadonlySet<string> = new Set();

function space(name: string, path: readonly string[], label: string | null = null): Space {
  const at = '2026-01-01T00:00:00.000Z';
  return { name, label, parent: path.at(-1) ?? null, path: [...path, name], devices: 0, devicesBelow: 0, createdAt: at, may: [] };
}

const tree = spaceTree(
  [space('root', []), space('zeta', ['root']), space('plant', ['root'], 'A plant'), space('hall', ['root', 'plant'], 'Hall 7')],
  compare,
);
const names = (opened: ReadonlySet<string>, search = '') =>
  visibleRows(tree, opened, search).map(({ space, level }) => [space.name, level]);

test('rows below a closed space are not shown; siblings stand in order of their labels', () => {
  assert.deepEqual(names(none), [['root', 1]]);
  assert.deepEqual(names(new Set(['root'])), [
    ['root', 1],
    ['plant', 2],
    ['zeta', 2],
  ]);
});

test('a search shows what fits by name or label, with the way there opened', () => {
  const found = [
    ['root', 1],
    ['plant', 2],
    ['hall', 3],
  ];
  assert.deepEqual(names(none, 'hall 7'), found);
  assert.deepEqual(names(none, ' HALL'), found);
  assert.deepEqual(names(none, 'nothing'), []);
});

test('a space whose parent may not be seen is at the top', () => {
  const part = spaceTree([space('hall', ['root', 'plant']), space('cell', ['root', 'plant', 'hall'])], compare);
  assert.deepEqual(
    part.top.map(({ name }) => name),
    ['hall'],
  );
  assert.deepEqual([...withBelow(part, 'hall')], ['hall', 'cell']);
});

test('a name comes from a label where it has letters that a name may have', () => {
  assert.equal(nameFrom('Plant 1, north'), 'plant-1-north');
  assert.equal(nameFrom('Café №5'), 'cafe-no5');
  assert.equal(nameFrom('3. Halle'), 'halle');
  assert.equal(nameFrom('一号车间'), '');
  assert.match(nameFrom(`a${'-b'.repeat(80)}`), slugPattern);
});
