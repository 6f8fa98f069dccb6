import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { message, roomy } from './collector.test.ts';
import { createRetained } from './retained.ts';
import { topicMatches } from './topic.ts';

const level = fc.constantFrom('a', 'b', '', '$x');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }), fc.oneof(level, fc.constantFrom('+', '#')))
  .map(([levels, last]) => [...levels, last].join('/'));
const change = fc.record({ topic, payload: fc.constantFrom('', 'x', 'longer'), expiresAt: fc.constantFrom(0, 0, 5_000, 20_000, 90_000) });

test('what is kept, deleted and expired is found by filters as comparing with every topic finds it', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.array(filter, { minLength: 1, maxLength: 10 }), (changes, filters) => {
      let now = 0;
      const retained = createRetained(() => now, roomy);
      const known = new Map<string, { payload: string; expiresAt: number }>();
      const compare = () => {
        for (const asked of filters) {
          const found = [...retained.match(asked)].map((kept) => `${kept.topic} ${kept.open().payload}`);
          const wanted = [...known].filter(([name, { expiresAt }]) => topicMatches(asked, name) && (expiresAt === 0 || expiresAt > now));
          assert.deepEqual(found.toSorted(), wanted.map(([name, { payload }]) => `${name} ${payload}`).toSorted(), asked);
        }
      };
      for (const { topic: name, payload, expiresAt } of changes) {
        assert.equal(retained.set(message(name, payload, { retain: true, expiresAt })), undefined);
        if (payload === '') known.delete(name);
        else known.set(name, { payload, expiresAt });
      }
      compare();
      for (now of [5_000, 10_000, 50_000, 100_000]) {
        const expired: string[] = [];
        retained.sweep(now, (name) => expired.push(name));
        const due = [...known].filter(([, { expiresAt }]) => expiresAt !== 0 && expiresAt <= now - (now % 10_000));
        assert.deepEqual(expired.toSorted(), due.map(([name]) => name).toSorted());
        for (const [name] of due) known.delete(name);
        compare();
        assert.equal(retained.count, known.size);
        assert.equal(
          retained.bytes,
          [...known].reduce((sum, [name, { payload }]) => sum + name.length + payload.length, 0),
        );
      }
    }),
  );
});

test('a retained message outlives the buffer that it came in', () => {
  const retained = createRetained(() => 0, roomy);
  const given = message('a', 'before', { retain: true });
  retained.set(given);
  given.payload.fill('!');
  assert.deepEqual(
    [...retained.match('#')].map((kept) => kept.open().payload.toString()),
    ['before'],
  );
});

test('more messages than a tenant may keep are refused by name; those that are there can be replaced and deleted', () => {
  const retained = createRetained(() => 0, roomy);
  for (let i = 0; i < 1_000; i++) retained.set(message(`t/${i}`, 'x', { retain: true }));
  assert.equal(retained.set(message('one-more', 'x', { retain: true })), 'retained.messages');
  assert.equal(retained.set(message('t/1', 'y', { retain: true })), undefined);
  assert.equal(retained.set(message('t/1', '', { retain: true })), undefined);
  assert.equal(retained.set(message('one-more', 'x', { retain: true })), undefined);
  assert.equal(retained.count, 1_000);
});

test('more bytes than a tenant may keep are refused by name; what is there may become smaller', () => {
  const bounds = { retainedMessagesMax: 100, retainedBytesMax: 100 };
  const retained = createRetained(
    () => 0,
    () => bounds,
  );
  const set = (topic: string, size: number) => retained.set(message(topic, 'x'.repeat(size), { retain: true }));
  assert.deepEqual([set('a', 49), set('b', 49), set('c', 1)], [undefined, undefined, 'retained.bytes']);
  assert.equal(set('a', 50), 'retained.bytes');
  bounds.retainedBytesMax = 10;
  assert.deepEqual([set('a', 20), retained.bytes], [undefined, 71]);
});

test('messages that come and go while they are being taken are met as they are then', () => {
  const retained = createRetained(() => 0, roomy);
  for (const topic of ['a', 'b/c', 'd', 'e']) retained.set(message(topic, 'old', { retain: true }));
  const found: string[] = [];
  for (const kept of retained.match('#')) {
    found.push(`${kept.topic} ${kept.open().payload}`);
    retained.set(message('b/c', '', { retain: true }));
    retained.set(message('d', 'new', { retain: true }));
  }
  assert.deepEqual(found, ['a old', 'd new', 'e old']);
});
