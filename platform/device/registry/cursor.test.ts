import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '#core/errors.ts';
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts';

test('a cursor gives back the name it was made of', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/), (name) => {
      const cursor = encodeCursor(name);
      assert.match(cursor, /^[A-Za-z0-9_-]+$/);
      assert.equal(decodeCursor(cursor), name);
    }),
  );
});

test('anything else is refused as a bad request, never an error of ours', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        assert.equal(encodeCursor(decodeCursor(text)), text);
      } catch (error) {
        assert.ok(error instanceof Fault && error.code === 'BAD_REQUEST');
      }
    }),
  );
  assert.throws(() => decodeCursor(''), { code: 'BAD_REQUEST' });
});

test('pages put together are the list, in order and without repeats', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(999).map(String)), fc.integer({ min: 1, max: 9 }), (names, limit) => {
      const all = names.sort().map((name) => ({ name }));
      const seen: { name: string }[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const begin: string = after;
        const { items, next } = cutPage(all.filter((row) => row.name > begin).slice(0, limit + 1), limit);
        seen.push(...items);
        after = next === null ? undefined : decodeCursor(next);
      }
      assert.deepEqual(seen, all);
    }),
  );
});
