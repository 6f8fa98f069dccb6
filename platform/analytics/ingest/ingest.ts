// Hot path: bench/ingest. Everything that arrives while the disk is busy becomes one batch: one write, one fdatasync.
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import type { JsonObject } from '#core/json.ts';
import type { CommitWaiter, Ingest, Refusal, RefusalReason } from '#core/ports/ingest.ts';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import { compileModel } from './compiled-model.ts';
import { type DeviceStates, takeCell } from './device-state.ts';
import { RefusedRows } from './refused-rows.ts';
import { TableRows } from './table-rows.ts';

/** Refusals written down per device and second; further ones are only counted. */
export const refusedRecordsPerDevicePerSecondMax = 5;
/** How far in the future a device's time may lie. */
export const futureMs = 24 * 3600 * 1000;
/** Reading stops when the log holds this share of its bound, and goes on below `reliefShare`. */
const congestionShare = 0.95;
const reliefShare = 0.85;
/** Earliest time that a device may give: 2000-01-01, µs. */
const earliestUs = 946_684_800_000_000;
/** Cleared row tables kept for the next batches. */
const spareTablesMax = 64;

export interface IngestCounters {
  reports: number;
  batches: number;
  readonly refused: Map<RefusalReason, number>;
}

export interface IngestRoad extends Ingest {
  readonly counters: IngestCounters;
  /** Looks at the log again: called when the tables have taken something from it. */
  relieve(): void;
  /** Resolves when everything reported so far is durable. */
  settled(): Promise<void>;
}

export interface IngestNeeds {
  readonly log: IngestLog;
  readonly states: DeviceStates;
  readonly events: EventBus;
  readonly now: () => number;
}

interface Batch {
  readonly tables: TableRows[];
  readonly refused: Map<string, RefusedRows>;
  waiters: CommitWaiter[];
}

export function createIngest({ log, states, events, now }: IngestNeeds): IngestRoad {
  const counters: IngestCounters = { reports: 0, batches: 0, refused: new Map() };
  const listeners = new Set<(congested: boolean) => void>();
  const spare: TableRows[] = [];
  let open: Batch = emptyBatch();
  let number = 0;
  let scheduled = false;
  let writing = false;
  let congested = false;
  let lastTable: TableRows | undefined;
  let blockedCheck: NodeJS.Timeout | undefined;

  return {
    get batch() {
      return number;
    },
    get congested() {
      return congested;
    },
    counters,
    report,
    refuse,
    await: wait,
    relieve,
    settled: () => new Promise((resolve) => wait({ committed: () => resolve() })),
    onCongestion(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function report(device: DeviceRef, ts: number, values: JsonObject): Refusal | undefined {
    const received = now();
    const state = states.of(device);
    state.usedAt = received;
    let time = ts;
    if (Number.isNaN(ts)) {
      time = Math.max(received * 1000, state.serverTime + 1);
      state.serverTime = time;
    } else if (!(ts >= earliestUs && ts <= (received + futureMs) * 1000)) {
      return { reason: 'time', field: 'ts', expected: 'a time from the year 2000 until a day from now' };
    }
    const refusal = tableOf(device.product).append(state, time, received, values);
    if (refusal !== undefined) return refusal;
    counters.reports++;
    schedule();
    return undefined;
  }

  /** The open batch's table for a product; a changed model or a full record begins a new one. */
  function tableOf(product: ProductRef): TableRows {
    if (lastTable?.product === product && lastTable.compiled.model === product.model && !lastTable.full) return lastTable;
    for (let i = open.tables.length - 1; i >= 0; i--) {
      const table = open.tables[i] as TableRows;
      if (table.product === product && table.compiled.model === product.model && !table.full) {
        lastTable = table;
        return table;
      }
    }
    const at = spare.findIndex((table) => table.product === product && table.compiled.model === product.model);
    const table = at === -1 ? new TableRows(product, compileModel(product.model)) : (spare.splice(at, 1)[0] as TableRows);
    table.received = now();
    open.tables.push(table);
    lastTable = table;
    return table;
  }

  function refuse(device: DeviceRef, refusal: Refusal, topic: string, payload: Uint8Array): void {
    counters.refused.set(refusal.reason, (counters.refused.get(refusal.reason) ?? 0) + 1);
    const at = now();
    const state = states.of(device);
    const second = Math.floor(at / 1000);
    if (state.refusedSecond !== second) {
      state.refusedSecond = second;
      state.refusedInSecond = 0;
    }
    if (++state.refusedInSecond > refusedRecordsPerDevicePerSecondMax) return;
    const ts = Math.max(at * 1000, state.serverTime + 1);
    state.serverTime = ts;
    let rows = open.refused.get(device.tenant);
    if (rows === undefined) {
      rows = new RefusedRows(device.tenant);
      open.refused.set(device.tenant, rows);
    }
    rows.append(device.name, ts, at, refusal, topic, payload);
    events.publish('report.refused', { device, refusal, at, topic });
    schedule();
  }

  function wait(waiter: CommitWaiter): void {
    open.waiters.push(waiter);
    schedule();
  }

  /** At the end of this turn of the event loop, when all sockets that had something were read. */
  function schedule(): void {
    if (scheduled || writing) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const batch = open;
    const closing = number;
    open = emptyBatch();
    lastTable = undefined;
    number++;
    const records: Uint8Array[] = batch.tables.map((table) => table.record());
    for (const rows of batch.refused.values()) records.push(rows.record());
    if (records.length === 0) {
      commit(batch, closing);
      return;
    }
    writing = true;
    watchBlocked();
    log.append(records).then(
      () => {
        writing = false;
        commit(batch, closing);
        relieve();
        if (open.tables.length > 0 || open.refused.size > 0 || open.waiters.length > 0) schedule();
      },
      // The port never rejects for a full disk; a closed log means that we are stopping and nobody gets an answer.
      () => {
        writing = false;
      },
    );
  }

  function commit(batch: Batch, batchNumber: number): void {
    counters.batches++;
    for (const waiter of batch.waiters) waiter.committed(batchNumber);
    for (const table of batch.tables) {
      takeValues(table);
      events.publish('reports.committed', table);
      if (table.product.model === table.compiled.model && spare.length < spareTablesMax) {
        table.clear();
        spare.push(table);
      }
    }
  }

  function relieve(): void {
    const { bytes, bytesMax, blocked } = log.stats();
    const full = blocked !== undefined || bytes > bytesMax * (congested ? reliefShare : congestionShare);
    if (full === congested) return;
    congested = full;
    for (const listener of listeners) listener(full);
  }

  /** A full disk shows only while a write hangs: look at it until the write is through. */
  function watchBlocked(): void {
    if (blockedCheck !== undefined) return;
    blockedCheck = setInterval(() => {
      relieve();
      if (writing) return;
      clearInterval(blockedCheck);
      blockedCheck = undefined;
    }, 100);
    blockedCheck.unref();
  }
}

function emptyBatch(): Batch {
  return { tables: [], refused: new Map(), waiters: [] };
}

function takeValues(table: TableRows): void {
  const { states, ts, cells, rows } = table;
  const width = table.properties.length;
  for (let row = 0; row < rows; row++) {
    const state = states[row] as (typeof states)[number];
    const time = ts[row] as number;
    for (let c = 0; c < width; c++) takeCell(state, c, cells[row * width + c], time);
  }
}
