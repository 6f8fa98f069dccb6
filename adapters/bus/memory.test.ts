import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from './memory.ts';

const removed = { tenant: 't', product: 'p', device: 'd', space: 'root', labels: {} };

test('an event reaches its handlers at once, in order of subscription, and nobody else', () => {
  const bus = createMemoryBus({ info() {}, warn() {}, error: () => assert.fail() });
  const seen: string[] = [];
  bus.on('device.removed', (e) => seen.push(`a ${e.device}`));
  bus.on('device.removed', (e) => seen.push(`b ${e.device}`));
  bus.on('device.registered', () => seen.push('other'));
  bus.publish('device.removed', removed);
  assert.deepEqual(seen, ['a d', 'b d']);
});

test('a handler that throws is logged and does not stop the others', () => {
  const errors: string[] = [];
  const bus = createMemoryBus({ info() {}, warn() {}, error: (fields) => errors.push(String(fields.event)) });
  let reached = false;
  bus.on('device.removed', () => {
    throw new Error('no');
  });
  bus.on('device.removed', () => {
    reached = true;
  });
  bus.publish('device.removed', removed);
  assert.equal(reached, true);
  assert.deepEqual(errors, ['device.removed']);
});

test('unsubscribing during a publish takes effect from the next one', () => {
  const bus = createMemoryBus({ info() {}, warn() {}, error: () => assert.fail() });
  let calls = 0;
  const off: (() => void)[] = [];
  bus.on('device.removed', () => off[0]?.());
  off.push(bus.on('device.removed', () => calls++));
  bus.publish('device.removed', removed);
  bus.publish('device.removed', removed);
  assert.equal(calls, 1);
});
