import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collector, message, options, roomy } from './collector.test.ts';
import { createTenantRoutes } from './tenant-routes.ts';

function team(size: number, filter = '$share/g/a/#') {
  const routes = createTenantRoutes(() => 0, roomy);
  const members = Array.from({ length: size }, () => new Collector());
  for (const member of members) routes.subscribe(member, filter, options({ qos: 1 }));
  const say = (count: number) => {
    for (let i = 0; i < count; i++) routes.match('a/b').deliver(message('a/b', `${i}`, { qos: 2 }));
  };
  const counts = () => members.map(({ got }) => got.length);
  return { routes, members, say, counts };
}

test('[MQTT5-4.8.2-4] each message goes to one member, in turns while they are equally busy', () => {
  const { say, counts, members } = team(3);
  say(9);
  assert.deepEqual(counts(), [3, 3, 3]);
  assert.equal(members[0]?.got[0]?.qos, 1);
});

test('whoever has least to do gets it', () => {
  const { say, counts, members } = team(3);
  for (const [i, load] of [5, 1, 2].entries()) (members[i] as Collector).load = load;
  say(4);
  assert.deepEqual(counts(), [0, 4, 0]);
});

test('members without a connection get nothing as long as another one has one, however busy', () => {
  const { say, counts, members } = team(2);
  (members[0] as Collector).online = false;
  (members[1] as Collector).load = 1000;
  say(3);
  assert.deepEqual(counts(), [0, 3]);
});

test('when nobody is connected, whoever has least waiting keeps it', () => {
  const { say, counts, members } = team(2);
  for (const member of members) member.online = false;
  (members[0] as Collector).load = 10;
  say(3);
  assert.deepEqual(counts(), [0, 3]);
});

test('a member that may not receive the topic is passed over', () => {
  const { say, counts, members } = team(2);
  (members[1] as Collector).refuses = () => true;
  say(4);
  assert.deepEqual(counts(), [4, 0]);
});

test('groups with other names or filters and plain subscriptions get their own copies', () => {
  const { routes, say, counts } = team(2);
  const [other, plain] = [new Collector(), new Collector()];
  routes.subscribe(other, '$share/h/a/#', options());
  routes.subscribe(other, '$share/g/a/b', options());
  routes.subscribe(plain, 'a/b', options());
  say(2);
  assert.deepEqual([counts(), other.got.length, plain.got.length], [[1, 1], 4, 2]);
});

test('what is handed on goes to anybody but the one who leaves; nobody else there, nobody gets it', () => {
  const { routes, members, counts } = team(2);
  const group = routes.groupOf('$share/g/a/#');
  assert.ok(group);
  const [leaving, staying] = members as [Collector, Collector];
  for (let i = 0; i < 4; i++) assert.equal(routes.redeliver(message('a/b', 'again', { qos: 1 }), group, leaving), true);
  assert.deepEqual(counts(), [0, 4]);
  routes.unsubscribe(staying, '$share/g/a/#');
  assert.equal(routes.redeliver(message('a/b', 'again', { qos: 1 }), group, leaving), false);
  routes.unsubscribe(leaving, '$share/g/a/#');
  assert.equal(routes.groupOf('$share/g/a/#'), undefined);
});

test('subscribing again changes what a member wants and does not make it two', () => {
  const { routes, members, say, counts } = team(2);
  routes.subscribe(members[0] as Collector, '$share/g/a/#', options({ qos: 0, id: 7 }));
  say(4);
  assert.deepEqual(counts(), [2, 2]);
  assert.deepEqual([members[0]?.got[0]?.qos, members[0]?.got[0]?.ids], [0, [7]]);
  assert.equal(routes.filters, 2);
});
