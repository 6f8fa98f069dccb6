import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShare, topicMatches, withinLevels } from './topic.ts';

test('[MQTT-4.7.1-2] [MQTT-4.7.1-3] wildcards match as the specification’s examples say', () => {
  const cases: readonly [string, string, boolean][] = [
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['#', 'a/b', true],
    ['+', '/finance', false],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['a/b', 'a/b/c', false],
  ];
  for (const [filter, topic, matches] of cases) assert.equal(topicMatches(filter, topic), matches, `${filter} ~ ${topic}`);
});

test('[MQTT-4.7.2-1] a wildcard at the front does not match a topic that begins with $', () => {
  assert.equal(topicMatches('#', '$SYS/x'), false);
  assert.equal(topicMatches('+/x', '$SYS/x'), false);
  assert.equal(topicMatches('$SYS/#', '$SYS/x'), true);
});

test('levels are counted up to a bound', () => {
  assert.ok(withinLevels('a/'.repeat(127), 128));
  assert.ok(!withinLevels('a/'.repeat(128), 128));
});

test('a shared subscription is a group and a filter; the filter may begin with a slash', () => {
  assert.deepEqual(parseShare('$share/g/a/+'), { group: 'g', filter: 'a/+' });
  assert.deepEqual(parseShare('$share/g//a'), { group: 'g', filter: '/a' });
  assert.equal(parseShare('share/g/a'), undefined);
});
