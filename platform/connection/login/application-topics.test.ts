import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, reachOfFilter } from './application-topics.ts';

test('a topic is free, a device’s, or nobody’s', () => {
  for (const topic of ['plant/1/alarm', 'devicesx/pump-1/up', 'a', '/devices/x/y']) assert.equal(placeOf(topic)?.kind, 'free', topic);
  for (const topic of ['$SYS/uptime', '$share/g/x', 'devices', 'devices/', 'devices/pump-1', 'devices//up'])
    assert.equal(placeOf(topic), undefined, topic);
  assert.deepEqual(placeOf('devices/pump-1/up/properties'), { kind: 'device', device: 'pump-1', rest: 'up/properties' });
});

test('a filter reaches free topics, all devices or one device, shared or not', () => {
  const reach = (filter: string) => {
    const { devices, device, free } = reachOfFilter(filter);
    return `${devices ? (device ?? 'devices') : ''} ${free ? 'free' : ''}`.trim();
  };
  const expected: Record<string, string> = {
    '#': 'devices free',
    '+/pump-1/up/#': 'pump-1 free',
    '+/+/x': 'devices free',
    'devices/#': 'devices',
    'devices/+/up/#': 'devices',
    'devices/pump-1/#': 'pump-1',
    '$share/g/devices/pump-1/up': 'pump-1',
    '$share/g/plant/#': 'free',
    'plant/+': 'free',
    '$SYS/#': '',
    devices: '',
  };
  for (const [filter, text] of Object.entries(expected)) assert.equal(reach(filter), text, filter);
});
