import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPump, readPump } from './pump.ts';

const start = 1_767_225_600_000;
const hour = Array.from({ length: 3600 }, (_, second) => start + second * 1000);

test('the same seed and time give the same reading in whatever order', () => {
  const forward = hour.map((at) => readPump(createPump(7), at));
  const backward = hour.toReversed().map((at) => readPump(createPump(7), at));
  assert.deepEqual(forward, backward.toReversed());
});

test('pumps differ from each other', () => {
  assert.notDeepEqual(readPump(createPump(1), start), readPump(createPump(2), start));
});

test('values stay within what a pump can be', () => {
  for (let seed = 0; seed < 50; seed++) {
    const pump = createPump(seed);
    for (let at = start; at < start + 86_400_000; at += 97_000) {
      const { temperature, pressure, rpm } = readPump(pump, at);
      assert.ok(temperature > 10 && temperature < 80, `temperature ${temperature}`);
      assert.ok(pressure > 95 && pressure < 520, `pressure ${pressure}`);
      assert.ok(Number.isInteger(rpm) && rpm >= 0 && rpm < 1520, `rpm ${rpm}`);
    }
  }
});

test('pressure follows speed closely, temperature follows it slowly', () => {
  const pump = createPump(3);
  const readings = Array.from({ length: 8640 }, (_, index) => readPump(pump, start + index * 10_000));
  const rpm = readings.map((r) => r.rpm);
  assert.ok(
    correlation(
      rpm,
      readings.map((r) => r.pressure),
    ) > 0.9,
  );
  const warm = correlation(
    rpm,
    readings.map((r) => r.temperature),
  );
  assert.ok(warm > 0.3 && warm < 0.95, `correlation ${warm}`);
});

test('a second changes a temperature by less than one degree', () => {
  const readings = hour.map((at) => readPump(createPump(9), at).temperature);
  const steps = readings.slice(1).map((value, index) => Math.abs(value - (readings[index] ?? 0)));
  assert.ok(Math.max(...steps) < 1);
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const [da, db] = [value - ma, (b[index] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
