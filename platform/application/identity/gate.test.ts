import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from './gate.ts';

test('so many run, so many wait in order, and the rest is told to come back', async () => {
  const gate = createGate(2, 2);
  const open: (() => void)[] = [];
  const ended: number[] = [];
  const start = (id: number) => gate.run(() => new Promise<void>((resolve) => open.push(resolve))).then(() => ended.push(id));
  const admitted = [1, 2, 3, 4].map(start);
  await assert.rejects(start(5), { code: 'OVERLOADED' });
  assert.equal(open.length, 2);
  while (ended.length < 4) {
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(admitted);
  assert.deepEqual(ended, [1, 2, 3, 4]);
});

test('failing work gives its place back', async () => {
  const gate = createGate(1, 0);
  await assert.rejects(
    gate.run(() => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await gate.run(async () => 'yes'), 'yes');
});
