import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelCondition, narrowed } from './label-filter.ts';

test('a label becomes a condition, with quotes and control characters escaped', () => {
  assert.equal(labelCondition('site', 'north'), "labels.site == 'north'");
  assert.equal(labelCondition('note', "it's \\ \n"), "labels.note == 'it\\'s \\\\ \\u000a'");
});

test('a filter is narrowed by a condition once, and keeps its own alternatives together', () => {
  const north = labelCondition('site', 'north');
  assert.equal(narrowed(undefined, north), north);
  assert.equal(narrowed("state == 'offline'", north), `state == 'offline' && ${north}`);
  assert.equal(narrowed(`state == 'offline' && ${north}`, north), `state == 'offline' && ${north}`);
  assert.equal(narrowed("label == 'a' || label == 'b'", north), `(label == 'a' || label == 'b') && ${north}`);
});
