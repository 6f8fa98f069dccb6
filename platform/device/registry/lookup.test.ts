import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLookup, lookupKeysPerQueryMax, lookupQueriesMax } from './lookup.ts';

test('everybody who asks in the same tick shares one query, and the same key is asked once', async () => {
  const queries: (readonly string[])[] = [];
  const lookup = createLookup(
    async (keys) => {
      queries.push(keys);
      return new Map(keys.map((key) => [key, key.toUpperCase()]));
    },
    (_, found) => found,
  );
  assert.deepEqual(await Promise.all(['a', 'b', 'a'].map((key) => lookup.ask(key))), ['A', 'B', 'A']);
  assert.deepEqual(queries, [['a', 'b']]);
});

test('a storm is cut into queries of bounded size, few at a time', async () => {
  let running = 0;
  let runningMost = 0;
  let largest = 0;
  const lookup = createLookup(
    async (keys) => {
      runningMost = Math.max(runningMost, ++running);
      largest = Math.max(largest, keys.length);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return new Map(keys.map((key) => [key, key]));
    },
    (_, found) => found,
  );
  const keys = Array.from({ length: lookupKeysPerQueryMax * 5 + 1 }, (_, at) => String(at));
  assert.deepEqual(await Promise.all(keys.map((key) => lookup.ask(key))), keys);
  assert.equal(largest, lookupKeysPerQueryMax);
  assert.ok(runningMost <= lookupQueriesMax);
});

test('an answer that changed while it was read is read again before anybody gets it', async () => {
  let value = 'old';
  let asked = 0;
  const lookup = createLookup(
    async (keys) => {
      const read = value;
      if (++asked === 1) {
        value = 'new';
        lookup.changed('a');
      }
      return new Map(keys.map((key) => [key, read]));
    },
    (_, found) => found,
  );
  assert.equal(await lookup.ask('a'), 'new');
  assert.equal(asked, 2);
});

test('a query that fails fails for those who asked, and the next one works', async () => {
  let fail = true;
  const lookup = createLookup(
    async (keys) => {
      if (fail) throw new Error('away');
      return new Map(keys.map((key) => [key, 1]));
    },
    (_, found) => found,
  );
  await assert.rejects(lookup.ask('a'), /away/);
  fail = false;
  assert.equal(await lookup.ask('a'), 1);
});
