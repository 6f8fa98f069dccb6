import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityTag, expectedVersions, isKnown, versionIn } from './entity-tag.ts';

test('an ETag is the answer’s; the version in it is the thing’s, else the answer’s too', () => {
  const [one, other] = [entityTag('{"online":true}', '3'), entityTag('{"online":false}', '3')];
  assert.notEqual(one, other);
  assert.deepEqual([versionIn(one), versionIn(other), versionIn('"3"')], ['3', '3', '3']);
  assert.equal(entityTag('{}', undefined), entityTag('{}', undefined));
  assert.notEqual(versionIn(entityTag('{}', undefined)), versionIn(entityTag('[]', undefined)));
  assert.match(one, /^"[\x21\x23-\x7e]+"$/);
});

test('If-Match is a list of tags or *, and what a proxy made weak is the same version', () => {
  assert.equal(expectedVersions(undefined), undefined);
  assert.equal(expectedVersions(' * '), undefined);
  assert.deepEqual(expectedVersions('"3.abc"'), ['3']);
  assert.deepEqual(expectedVersions('W/"3.abc" , "4"'), ['3', '4']);
  for (const wrong of ['3', '"3', 'w/"3"', '"3" "4"', '', `"${'x'.repeat(5000)}"`]) {
    assert.throws(() => expectedVersions(wrong), { code: 'BAD_REQUEST' }, wrong);
  }
});

test('If-None-Match knows an answer by its whole tag', () => {
  const tag = entityTag('{}', '3');
  assert.ok(isKnown(tag, tag) && isKnown(`"x", W/${tag}`, tag) && isKnown('*', tag));
  assert.ok(!isKnown(undefined, tag) && !isKnown('"3"', tag) && !isKnown(entityTag('[]', '3'), tag));
});
