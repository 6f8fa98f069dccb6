import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from './matches.ts';

test('a message gets the colour of every subscription that it fits', () => {
  const fitting = (topic: string) => ['a/#', 'a/+', '+/b', '$share/g/a/b', '#', 'a/b/c'].filter((filter) => matches(filter, topic));
  assert.deepEqual(fitting('a/b'), ['a/#', 'a/+', '+/b', '$share/g/a/b', '#']);
  assert.deepEqual(fitting('a'), ['a/#', '#']);
  assert.deepEqual(fitting('$SYS/x'), []);
});
