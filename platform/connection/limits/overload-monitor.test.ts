import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { createLimits } from './limits.ts';
import { createOverloadMonitor, overloadLookMs } from './overload-monitor.ts';

const silent = { info() {}, warn() {}, error() {} };

test('how late a look comes is the lateness of the event loop, and a change of level is told with its reading', () => {
  const time = { ticks: 0, memory: 0.1 };
  const told: unknown[] = [];
  const monitor = createOverloadMonitor({
    boundMs: () => 100,
    memoryBytes: () => Number.POSITIVE_INFINITY,
    changed: (level, before, { delayMs, memoryShare }) => told.push([level, before, delayMs, memoryShare]),
    now: () => 5_000,
    ticks: () => time.ticks,
    memoryShare: () => time.memory,
  });
  for (const delayMs of [0, 150, 150, 150]) {
    time.ticks += overloadLookMs + delayMs;
    monitor.look();
  }
  assert.deepEqual(told, [[1, 0, 150, 0.1]]);
  assert.deepEqual([monitor.level, monitor.since, monitor.reading.delayMs], [1, 5_000, 150]);
  time.memory = 0.95;
  for (let i = 0; i < 3; i++) {
    time.ticks += overloadLookMs;
    monitor.look();
  }
  assert.equal(monitor.level, 3, 'memory asks for more');
});

test('an event loop that is kept busy is overload, and that is told on the bus', async () => {
  const events = createMemoryBus(silent);
  const limits = createLimits({ events, log: silent, now: Date.now, set: { 'overload.delayMs': 50 } });
  const told = new Promise<number>((resolve) => events.on('overload.changed', ({ level }) => resolve(level)));
  let busy = true;
  const burn = (): void => {
    const until = performance.now() + 250;
    while (performance.now() < until);
    if (busy) setImmediate(burn);
  };
  burn();
  assert.ok((await told) >= 1);
  assert.ok(limits.guard.level >= 1);
  busy = false;
  limits[Symbol.dispose]();
});
