import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSeries, parseSeries, replayAt } from './series.ts';

test('both recorded series are complete', async () => {
  const machine = await loadSeries('machine_temperature_system_failure');
  const ambient = await loadSeries('ambient_temperature_system_failure');
  assert.equal(machine.values.length, 22_695);
  assert.equal(machine.values[0], 73.96732207);
  assert.equal(ambient.values.length, 7_267);
});

test('a line that is not a time and a number is named', () => {
  assert.deepEqual(parseSeries('timestamp,value\n2013-12-02 21:15:00,1.5\r\n2013-12-02 21:20:00,2\n'), [1.5, 2]);
  assert.throws(() => parseSeries('timestamp,value\n2013-12-02 21:15:00,'), /line 2 .* expected a time and a number/);
  assert.throws(() => parseSeries('time;value\n'), /line 1 .* expected timestamp,value/);
});

test('the recording ends at the given time, then begins again', () => {
  const series = { name: 'x', values: [10, 20, 30] };
  const at = (offset: number): number => replayAt(series, 100_000, 1000, 100_000 + offset);
  assert.deepEqual([-2000, -1000, 0, 1000, 2000, 3000, 4000].map(at), [10, 20, 30, 10, 20, 30, 10]);
});
