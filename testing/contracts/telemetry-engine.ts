import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fault } from '#core/errors.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';

/** What every telemetry engine must do; `open` gives a fresh, empty one. */
export function telemetryEngineContract(name: string, open: () => Promise<TelemetryEngine>): void {
  describe(`telemetry engine: ${name}`, () => {
    let engine: TelemetryEngine;
    const insert = 'INSERT INTO `t_a-b`.`probe` (`device`, `ts`, `value`) SETTINGS optimize_on_insert=0 FORMAT TSV';
    const text = async (sql: string, options = {}) => Buffer.from(await engine.query(sql, { format: 'TSV', ...options })).toString();

    before(async () => {
      engine = await open();
      await engine.exec('CREATE DATABASE `t_a-b`');
      await engine.exec(
        "CREATE TABLE `t_a-b`.`probe` (device String, ts DateTime64(6, 'UTC'), value Nullable(Float64)) ENGINE = CoalescingMergeTree ORDER BY (device, ts)",
      );
    });
    after(() => engine.close());

    test('rows given in several chunks are stored whole, chunk borders may cut a row', async () => {
      const bytes = Buffer.from('a\t1767225600.123456\t1.5\nb\t1767225601\t\\N\n');
      await engine.insert(insert, [bytes.subarray(0, 7), bytes.subarray(7, 9), bytes.subarray(9)]);
      assert.equal(
        await text('SELECT * FROM `t_a-b`.probe ORDER BY device'),
        'a\t2026-01-01 00:00:00.123456\t1.5\nb\t2026-01-01 00:00:01.000000\t\\N\n',
      );
    });

    test('rows that do not parse are refused with the reason and nothing of them is stored', async () => {
      await assert.rejects(engine.insert(insert, [Buffer.from('bad\t1767225600\t1\nbad\tnever\t1\n')]), /Cannot parse|parse/);
      assert.equal(await text("SELECT count() FROM `t_a-b`.probe WHERE device = 'bad'"), '0\n');
    });

    test('a statement that is not SQL is refused with the reason', async () => {
      await assert.rejects(engine.exec('DROP TABLE ('), /Syntax error/);
      await assert.rejects(text('SELEC 1'), /Syntax error/);
    });

    test('an empty result is empty bytes', async () => {
      assert.equal(await text('SELECT 1 WHERE 0'), '');
    });

    test('a result beyond its bound fails with QUERY_TOO_LARGE', async () => {
      await assert.rejects(text('SELECT number FROM numbers(10000000)', { resultBytesMax: 100_000 }), faultOf('QUERY_TOO_LARGE'));
      assert.equal((await text('SELECT number FROM numbers(300000)')).length, 1_988_890);
    });

    test('a query beyond its time fails with QUERY_TIMEOUT and stops computing', async () => {
      await assert.rejects(text('SELECT count() FROM numbers(1000000000000)', { timeoutMs: 200 }), faultOf('QUERY_TIMEOUT'));
      await noneRunning('1000000000000');
    });

    test('a cancelled query stops computing', async () => {
      const abort = new AbortController();
      const query = text('SELECT count() FROM numbers(2000000000000) WHERE sipHash64(number) = 1', { signal: abort.signal });
      const refused = assert.rejects(query, { name: 'AbortError' });
      while ((await running('2000000000000')) === 0);
      abort.abort();
      await refused;
      await noneRunning('2000000000000');
    });

    test('queries and inserts run side by side', async () => {
      const abort = new AbortController();
      const slow = text('SELECT count() FROM numbers(3000000000000) WHERE sipHash64(number) = 1', { signal: abort.signal });
      const stopped = assert.rejects(slow, { name: 'AbortError' });
      await Promise.all([
        ...Array.from({ length: 10 }, (_, i) => engine.insert(insert, [Buffer.from(`side\t${1767225600 + i}\t${i}\n`)])),
        ...Array.from({ length: 10 }, () => text('SELECT 1')),
      ]);
      assert.equal(await text("SELECT count(), sum(value) FROM `t_a-b`.probe WHERE device = 'side'"), '10\t45\n');
      abort.abort();
      await stopped;
    });

    async function running(mark: string): Promise<number> {
      return Number(await text(`SELECT count() FROM system.processes WHERE query LIKE '%numbers(${mark})%' AND query NOT LIKE '%system%'`));
    }

    async function noneRunning(mark: string): Promise<void> {
      const deadline = Date.now() + 5000;
      while ((await running(mark)) > 0) assert.ok(Date.now() < deadline, 'the query still runs');
    }
  });
}

function faultOf(code: Fault['code']): (error: unknown) => boolean {
  return (error) => error instanceof Fault && error.code === code;
}
