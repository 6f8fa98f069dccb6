import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchOf, shownText } from './property-change.ts';

const temperature = { id: 'temperature', name: 'Temperature', type: 'double', unit: '°C', min: -40, access: 'r' } as const;

test('only what differs is sent, and an emptied field takes its value away', () => {
  assert.deepEqual(patchOf(temperature, { name: 'Temperature', unit: '', min: '0', max: '' }), { id: 'temperature', unit: null, min: 0 });
});

test('nothing is sent when nothing differs', () => {
  assert.equal(patchOf(temperature, {}), undefined);
  assert.equal(patchOf(temperature, { min: '-40.0', name: ' Temperature ' }), undefined);
});

test('a field shows what was typed, else what is known', () => {
  assert.equal(shownText(temperature, {}, 'min'), '-40');
  assert.equal(shownText(temperature, { min: '' }, 'min'), '');
  assert.equal(shownText(temperature, {}, 'max'), '');
});
