import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endPaced } from './paced-ends.ts';

async function drained(count: number, perSecond: number, withinMs: number) {
  const ended: number[] = [];
  let at = 0;
  const wait = async (ms: number) => {
    at += ms;
  };
  await endPaced(Array.from({ length: count }), () => ended.push(at), { perSecond, withinMs, wait });
  return { ended, lastAt: ended.at(-1) ?? 0 };
}

test('connections end at the pace that was asked for', async () => {
  const { ended, lastAt } = await drained(1000, 500, 10_000);
  assert.equal(ended.length, 1000);
  assert.equal(lastAt, 1980);
  assert.equal(ended.filter((at) => at < 1000).length, 500);
});

test('where the pace would take too long they end faster, all in time', async () => {
  const { ended, lastAt } = await drained(10_000, 500, 5_000);
  assert.equal(ended.length, 10_000);
  assert.ok(lastAt < 5_000);
});

test('a pace below one in a step still gets on, and nobody takes no time', async () => {
  assert.deepEqual((await drained(3, 1, 5_000)).ended.length, 3);
  assert.deepEqual((await drained(0, 500, 5_000)).ended, []);
});
