import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RefCache } from './ref-cache.ts';

test('an object that somebody holds stays the one of its key, also beyond the bound', () => {
  const cache = new RefCache<{ name: string }>(2);
  const held = { name: 'a' };
  cache.set('a', held);
  for (const key of ['b', 'c', 'd']) cache.set(key, { name: key });
  assert.equal(cache.get('a'), held);
});

test('beyond the bound, what nobody holds and nobody asked for lately is let go', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const cache = new RefCache<{ name: string; weight: number[] }>(2);
  for (const key of ['a', 'b', 'c', 'd']) cache.set(key, { name: key, weight: new Array(1000).fill(0) });
  // A WeakRef is kept alive until the turn that made it ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(cache.peek('a'), undefined);
  assert.equal(cache.get('d')?.name, 'd');
});

test('a key that was deleted can get another object', () => {
  const cache = new RefCache<{ name: string }>(2);
  cache.set('a', { name: 'old' });
  cache.delete('a');
  assert.equal(cache.get('a'), undefined);
  cache.set('a', { name: 'new' });
  assert.equal(cache.get('a')?.name, 'new');
});
