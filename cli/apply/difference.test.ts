import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from './difference.ts';

const fields = (from: unknown, to: unknown) => differences(from, to).map(({ field, from: a, to: b }) => [field, a, b]);

test('a field that differs is named with what it is and what it shall be', () => {
  assert.deepEqual(fields({ name: 'a', label: 'A', mode: 'open' }, { name: 'a', mode: 'strict' }), [
    ['label', 'A', undefined],
    ['mode', 'open', 'strict'],
  ]);
  assert.deepEqual(fields({ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }), [['a.b.c', 1, 2]]);
});

test('things in a list are compared by their id, whatever their order', () => {
  const a = { id: 'a', max: 1 };
  const b = { id: 'b' };
  assert.deepEqual(fields({ properties: [a, b] }, { properties: [b, a] }), []);
  assert.deepEqual(fields({ properties: [a, b] }, { properties: [{ ...a, max: 2 }, { id: 'c' }] }), [
    ['properties[a].max', 1, 2],
    ['properties[b]', b, undefined],
    ['properties[c]', undefined, { id: 'c' }],
  ]);
  assert.deepEqual(fields({}, { properties: [a] }), [['properties[a]', undefined, a]]);
  assert.deepEqual(fields({ properties: [a] }, { properties: [] }), [['properties[a]', a, undefined]]);
});

test('other lists are compared as a whole', () => {
  assert.deepEqual(fields({ allow: ['x'] }, { allow: ['x', 'y'] }), [['allow', ['x'], ['x', 'y']]]);
  assert.deepEqual(fields({ allow: ['x'] }, { allow: ['x'] }), []);
});
