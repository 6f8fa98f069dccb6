import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectPair, collectTexts } from './changes.ts';
import { parseScope, scopeText } from './scope.ts';

test('a scope is typed as it is shown', () => {
  for (const text of ['tenant', 'space:plant-1', 'device:a:b', "labels:labels.site == 'north'"])
    assert.equal(scopeText(parseScope(text)), text);
  for (const text of ['', 'space', 'space:', 'tenant:x', 'galaxy:x']) assert.throws(() => parseScope(text), /expected tenant, space:NAME/);
});

test('labels are pairs, and lists are given in one go or one by one', () => {
  assert.deepEqual(collectPair('line=a=b', collectPair('site=north')), { site: 'north', line: 'a=b' });
  assert.deepEqual(collectPair('empty='), { empty: '' });
  assert.throws(() => collectPair('=x'), /expected key=value/);
  assert.deepEqual(collectTexts('b, c,', ['a']), ['a', 'b', 'c']);
});
