import type { Logger } from '#core/logger.ts';
import type { IngestLog, LogPosition } from '#core/ports/ingest-log.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import { decodeRecord, type RowsRecord } from './record.ts';
import type { PrepareTable } from './writer-store.ts';

/** A round of inserts reads at most this much from the log; the rest is the next round's. */
export const roundBytesMax = 8 * 1024 * 1024;
/** A round begins before its time when the log holds this much for it. */
const roundBytesFull = 7 * 1024 * 1024;
/** One INSERT takes at most this many rows, more are split (measured: 120 k instead of 50 k save the engine a third of its CPU, in merges). */
export const roundRowsMax = 120_000;
/** A round waits at most this long for more rows; then it takes what there is. */
export const roundMs = 1_000;
/** Pause after a failed round; doubles up to `retryMsMax`. */
export const retryMs = 250;
export const retryMsMax = 5_000;

export interface WriterNeeds {
  readonly log: IngestLog;
  readonly engine: TelemetryEngine;
  readonly prepare: PrepareTable;
  /** Keeps rows that the engine will never take; resolves when they are on disk. */
  readonly setAside: (rows: Uint8Array, why: string) => Promise<void>;
  readonly logger: Logger;
  /** Called when the tables took something from the log. */
  readonly released: () => void;
}

/** Rows that the tables will never take, and why. */
interface Refused {
  readonly rows: Uint8Array;
  readonly why: string;
}

export interface WriterCounters {
  rows: number;
  rounds: number;
  failures: number;
  setAside: number;
}

export interface Writer {
  readonly counters: WriterCounters;
  /** Stops after the round in hand; what is left stays in the log for the next start. */
  stop(): Promise<void>;
  /** Resolves when everything durable at the time of the call is in the tables. */
  caughtUp(): Promise<void>;
}

/** Moves rows from the log to the tables, at least once; the key (device, ts) makes it exactly once. */
export function startWriter(needs: WriterNeeds): Writer {
  const { log, engine, prepare, logger } = needs;
  const counters: WriterCounters = { rows: 0, rounds: 0, failures: 0, setAside: 0 };
  let position: LogPosition = log.released();
  let stopping = false;
  let wake: () => void = () => {};
  const waiting: { readonly until: LogPosition; readonly done: () => void }[] = [];
  const unsubscribe = log.onDurable(() => {
    if (behind() >= roundBytesFull) wake();
  });
  const running = run();
  return { counters, stop, caughtUp };

  /** Bytes that wait, as far as they lie in the segment being written. */
  function behind(): number {
    const end = log.end();
    return end.segment === position.segment ? end.offset - position.offset : roundBytesMax;
  }

  async function run(): Promise<void> {
    let pause = retryMs;
    while (!stopping) {
      try {
        const full = await round();
        pause = retryMs;
        if (!full) await sleep(roundMs);
      } catch (error) {
        counters.failures++;
        if (tableGone(error)) prepare.forget();
        logger.warn({ err: error }, 'telemetry could not be written; the log keeps it and it will be tried again');
        await sleep(pause);
        pause = Math.min(pause * 2, retryMsMax);
      }
    }
  }

  /** One round: read, insert per table, release. True when there is more to do at once. */
  async function round(): Promise<boolean> {
    const { records, next } = await log.read(position, roundBytesMax);
    if (records.length === 0) {
      tellWaiting();
      return false;
    }
    const groups = new Map<string, RowsRecord[]>();
    // Kept until the tables have the rest: a round that is tried again sets nothing aside twice.
    const refused: Refused[] = [];
    let rows = 0;
    for (const bytes of records) {
      const record = decodeRecord(bytes);
      if (record === undefined) {
        refused.push({ rows: bytes, why: 'not a record of this version' });
        continue;
      }
      const group = groups.get(record.key);
      if (group === undefined) groups.set(record.key, [record]);
      else group.push(record);
      rows += record.rows;
    }
    for (const group of groups.values()) refused.push(...(await insert(group)));
    for (const { rows, why } of refused) await aside(rows, why);
    counters.rows += rows;
    counters.rounds++;
    await log.release(next);
    position = next;
    needs.released();
    tellWaiting();
    return behind() >= roundBytesFull;
  }

  /** Gives back what no table will ever take. */
  async function insert(group: readonly RowsRecord[]): Promise<readonly Refused[]> {
    const [first] = group as readonly [RowsRecord];
    const statement = await prepare(first);
    if (statement === undefined) {
      return group.map(({ tsv }) => ({ rows: tsv, why: `no product ${first.table} in tenant ${first.tenant}` }));
    }
    const refused: Refused[] = [];
    for (const part of parts(group)) {
      try {
        await engine.insert(
          statement,
          part.map((record) => record.tsv),
        );
      } catch (error) {
        if (!neverValid(error)) throw error;
        refused.push(...(await insertOneByOne(statement, part)));
      }
    }
    return refused;
  }

  /** One record that can't be read must not hold up the others. */
  async function insertOneByOne(statement: string, part: readonly RowsRecord[]): Promise<readonly Refused[]> {
    const refused: Refused[] = [];
    for (const record of part) {
      try {
        await engine.insert(statement, [record.tsv]);
      } catch (error) {
        if (!neverValid(error)) throw error;
        refused.push({ rows: record.tsv, why: error instanceof Error ? error.message : String(error) });
      }
    }
    return refused;
  }

  async function aside(rows: Uint8Array, why: string): Promise<void> {
    counters.setAside++;
    logger.error({ why: why.slice(0, 500) }, 'rows that no table can take were set aside');
    await needs.setAside(rows, why);
  }

  function tellWaiting(): void {
    for (let i = waiting.length - 1; i >= 0; i--) {
      const { until, done } = waiting[i] as (typeof waiting)[number];
      if (position.segment < until.segment || (position.segment === until.segment && position.offset < until.offset)) continue;
      waiting.splice(i, 1);
      done();
    }
  }

  function caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ until: log.end(), done: resolve });
      wake();
    });
  }

  async function stop(): Promise<void> {
    stopping = true;
    unsubscribe();
    wake();
    await running;
  }

  function sleep(ms: number): Promise<void> {
    if (stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Splits a group so that no INSERT takes more than `roundRowsMax` rows. */
function* parts(group: readonly RowsRecord[]): Generator<readonly RowsRecord[]> {
  let part: RowsRecord[] = [];
  let rows = 0;
  for (const record of group) {
    if (rows > 0 && rows + record.rows > roundRowsMax) {
      yield part;
      part = [];
      rows = 0;
    }
    part.push(record);
    rows += record.rows;
  }
  yield part;
}

/** Whether somebody dropped the table or its database (60, 81): it is made again before the next try. */
function tableGone(error: unknown): boolean {
  return error instanceof Error && /Code: (60|81)\b/.test(error.message);
}

/**
 * Whether the engine refused the rows themselves, so that trying again can't help. Codes of ClickHouse: 6 and 27 can't
 * parse, 16 a column that the table lacks (a registry older than the log), 26 quoted string, 33 unexpected end, 38/41 date, 53 type mismatch, 72 number, 117 incorrect data, 69 out of bound.
 */
function neverValid(error: unknown): boolean {
  const code = error instanceof Error ? /Code: (\d+)/.exec(error.message)?.[1] : undefined;
  return code !== undefined && ['6', '16', '26', '27', '33', '38', '41', '53', '69', '72', '117'].includes(code);
}
