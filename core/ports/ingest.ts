import type { DeviceRef } from '../device.ts';
import type { JsonObject } from '../json.ts';

/** Why a report was not stored; counted by reason, recorded with its place, shown on the device's page. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** The key it is about, or '' for the whole payload. */
  readonly field: string;
  readonly expected: string;
}

export const refusalReasons = ['not-json', 'shape', 'unknown-property', 'type', 'range', 'time', 'too-large', 'topic'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Told once per batch it took part in, in order, when that batch is durable. A session is one; no closure per message. */
export interface CommitWaiter {
  committed(batch: number): void;
}

/** The road into the log: rows are appended to the open batch; everything that arrived meanwhile is committed at once. */
export interface Ingest {
  /** Number of the batch that rows appended now belong to. At most this one and the one before it are not yet durable. */
  readonly batch: number;
  /** True when reading from sockets must stop (log at its bound, or disk full). */
  readonly congested: boolean;
  /**
   * Appends one report. `ts` is microseconds since the epoch, or NaN for the server's time (made unique per device).
   * Returns the refusal when the report does not fit the thing model; nothing of it is stored then.
   */
  report(device: DeviceRef, ts: number, values: JsonObject): Refusal | undefined;
  /** Records refused data: durable with the open batch, at most `refusedRecordsPerDevicePerSecondMax` of them, all counted. */
  refuse(device: DeviceRef, refusal: Refusal, topic: string, payload: Uint8Array): void;
  /** Registers for the open batch; a waiter that registered already for it is kept once. */
  await(waiter: CommitWaiter): void;
  /** Calls back every time congestion begins or ends; returns the unsubscriber. */
  onCongestion(listener: (congested: boolean) => void): () => void;
}
