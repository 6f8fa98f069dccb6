import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Collector, message, options, roomy } from './collector.test.ts';
import { createTenantRoutes, noRoute } from './tenant-routes.ts';
import { topicMatches } from './topic.ts';

const level = fc.constantFrom('a', 'b', 'c', '', '$x');
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.oneof(level, fc.constantFrom('+', '#')))
  .map(([levels, last]) => [...levels, last].join('/'));
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const change = fc.record({
  who: fc.nat(9),
  filter,
  leaves: fc.boolean(),
  wants: fc.record({ qos, noLocal: fc.boolean(), retainAsPublished: fc.boolean() }),
});

test('whatever is subscribed and unsubscribed, each subscriber gets one copy as its matching filters together say', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.array(topic, { minLength: 1, maxLength: 10 }),
      qos,
      fc.nat(9),
      (changes, topics, published, source) => {
        const routes = createTenantRoutes(() => 0, roomy);
        const subscribers = Array.from({ length: 10 }, () => new Collector());
        const known = subscribers.map(() => new Map<string, ReturnType<typeof options>>());
        for (const [i, { who, filter: asked, leaves, wants }] of changes.entries()) {
          if (leaves) {
            routes.unsubscribe(subscribers[who] as Collector, asked);
            known[who]?.delete(asked);
          } else {
            routes.subscribe(subscribers[who] as Collector, asked, { ...wants, id: i });
            known[who]?.set(asked, { ...wants, id: i });
          }
          // What is remembered must not survive a change.
          for (const name of topics) routes.match(name);
        }
        assert.equal(
          routes.filters,
          known.reduce((sum, filters) => sum + filters.size, 0),
        );
        for (const name of topics) {
          for (const subscriber of subscribers) subscriber.got.length = 0;
          const from = subscribers[source] as Collector;
          const route = routes.match(name);
          const retain = true;
          route.deliver(message(name, 'x', { qos: published, retain, source: from }));
          let wanted = 0;
          for (const [who, filters] of known.entries()) {
            const matching = [...filters].filter(([asked]) => topicMatches(asked, name)).map(([, given]) => given);
            wanted += matching.length;
            const taken = matching.filter(({ noLocal }) => !(noLocal && who === source));
            const { got } = subscribers[who] as Collector;
            assert.equal(got.length, taken.length > 0 ? 1 : 0, name);
            if (taken.length === 0) continue;
            assert.equal(got[0]?.qos, Math.min(published, Math.max(...taken.map((given) => given.qos))));
            assert.equal(
              got[0]?.retain,
              taken.some((given) => given.retainAsPublished),
            );
            assert.deepEqual(
              got[0]?.ids.toSorted(),
              taken
                .map(({ id }) => id)
                .filter((id) => id !== 0)
                .toSorted(),
            );
          }
          assert.equal(route === noRoute, wanted === 0);
        }
      },
    ),
  );
});

test('a tree without subscriptions holds nothing, whatever was in it', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 30 }), (filters) => {
      const routes = createTenantRoutes(() => 0, roomy);
      const subscriber = new Collector();
      const all = filters.flatMap((name) => [name, `$share/g/${name}`]);
      for (const name of all) routes.subscribe(subscriber, name, options());
      for (const name of all) routes.unsubscribe(subscriber, name);
      assert.equal(routes.filters, 0);
      for (const name of filters) assert.equal(routes.match(name.replaceAll('+', 'a').replaceAll('#', 'a')), noRoute);
      for (const name of all) assert.equal(routes.groupOf(name), undefined);
    }),
  );
});

test('[MQTT5-3.8.3-3] no-local keeps out what one published itself, with the identifiers of the other filters only', () => {
  const routes = createTenantRoutes(() => 0, roomy);
  const subscriber = new Collector();
  routes.subscribe(subscriber, 'a/+', options({ noLocal: true, id: 1, qos: 2 }));
  routes.subscribe(subscriber, 'a/#', options({ id: 2, qos: 1 }));
  routes.match('a/b').deliver(message('a/b', 'own', { qos: 2, source: subscriber }));
  routes.match('a/b').deliver(message('a/b', 'other', { qos: 2 }));
  assert.deepEqual(
    subscriber.got.map(({ payload, qos: given, ids }) => [payload, given, ids]),
    [
      ['own', 1, [2]],
      ['other', 2, [1, 2]],
    ],
  );
});

test('who may not receive a topic any more gets nothing of it', () => {
  const routes = createTenantRoutes(() => 0, roomy);
  const subscriber = new Collector();
  subscriber.refuses = (name) => name === 'a/secret';
  routes.subscribe(subscriber, 'a/#', options());
  for (const name of ['a/secret', 'a/open']) routes.match(name).deliver(message(name));
  assert.deepEqual(
    subscriber.got.map((delivery) => delivery.topic),
    ['a/open'],
  );
});

test('a subscriber that unsubscribes while it is being told does not disturb the others', () => {
  const routes = createTenantRoutes(() => 0, roomy);
  const subscribers = Array.from({ length: 3 }, () => new Collector());
  for (const subscriber of subscribers) routes.subscribe(subscriber, 'a', options());
  (subscribers[0] as Collector).refuses = () => {
    routes.unsubscribe(subscribers[0] as Collector, 'a');
    return true;
  };
  routes.match('a').deliver(message('a'));
  assert.deepEqual(
    subscribers.map(({ got }) => got.length),
    [0, 1, 1],
  );
});
