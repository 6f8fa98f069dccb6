import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './order.ts';

const names = (tree: Readonly<Record<string, string | undefined>>) =>
  inOrder(Object.entries(tree), ([name, parent]) => [name, parent]).map(([name]) => name);

test('parents come first, else names decide', () => {
  assert.deepEqual(names({ a: 'c', b: undefined, c: 'd', d: 'elsewhere' }), ['b', 'd', 'c', 'a']);
});

test('a ring does not hang', () => {
  assert.deepEqual(names({ a: 'b', b: 'a', c: 'c' }).sort(), ['a', 'b', 'c']);
});
