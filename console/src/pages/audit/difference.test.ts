import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from './difference.ts';

test('only what differs is shown, by its path', () => {
  const before = { name: 'p', label: null, deep: { a: 1, b: [1] } };
  const after = { name: 'p', label: 'Pump', deep: { a: 1, b: [1, 2] }, added: true };
  assert.deepEqual(differences(before, after), [
    { field: 'label', before: '–', after: 'Pump' },
    { field: 'deep.b', before: '[\n 1\n]', after: '[\n 1,\n 2\n]' },
    { field: 'added', before: undefined, after: 'true' },
  ]);
});

test('what was made or removed shows all its fields', () => {
  assert.deepEqual(differences(null, { name: 'p' }), [{ field: 'name', before: undefined, after: 'p' }]);
  assert.deepEqual(differences({ name: 'p' }, null), [{ field: 'name', before: 'p', after: undefined }]);
  assert.deepEqual(differences(null, null), []);
});
