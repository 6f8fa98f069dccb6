import { randomUUID } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { Subject } from './connection-event.ts';
import { Trace, type TraceWish } from './trace.ts';
import { TracedConnection } from './traced-connection.ts';

/** Traces at a time, ended ones that can still be read included. */
export const tracesMax = 30;
/** The same of one tenant; a new one replaces the oldest that has ended. */
export const tracesPerTenantMax = 5;
/** How long a trace can be read after its end. */
export const endedTraceKeptMs = 3_600_000;
/** How often traces whose time is over are looked for. */
const traceSweepMs = 1000;

/** Whose connection it is. */
export type TracedOwner = Subject;

/** Takes the packets of one connection that somebody traces. */
export interface PacketSink {
  /** With `first`, one packet's first byte and what follows its length; without, one whole frame or several back to back. */
  packet(direction: 'in' | 'out', bytes: Uint8Array, first?: number): void;
  /**
   * Says whose connection it is after all, where it was traced before its login was decided; undefined is nobody's. Gives the sink to go on
   * with, which has what came until now; undefined when no trace concerns it.
   */
  settle(owner: TracedOwner | undefined): PacketSink | undefined;
}

/** Where connections ask whether somebody traces them. */
export interface Tracer {
  /** Undefined when no trace could concern it. Asked at CONNECT (without an owner), and for open connections when `onChange` calls. */
  of(
    owner: TracedOwner | undefined,
    clientId: string,
    peer: { readonly address: string; readonly listener: string },
    level: number,
  ): PacketSink | undefined;
  /** Calls back when traces began or ended: open connections ask again. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

/** Tracing as those see it who start and read traces. */
export interface Traces extends Tracer, Disposable {
  /** Throws `CONFLICT` when all places are taken by running traces. */
  start(tenant: string, wish: TraceWish): Trace;
  stop(trace: Trace): void;
  /** Forgets a trace and its packets. */
  remove(trace: Trace): void;
  get(tenant: string, id: string): Trace | undefined;
  /** Newest first. */
  list(tenant: string): readonly Trace[];
  /** How many run. */
  readonly running: number;
}

export function createTraces(now: () => number): Traces {
  const traces = new Map<string, Trace>();
  const listeners = new Set<() => void>();
  let running: readonly Trace[] = [];
  let timer: NodeJS.Timeout | undefined;

  return {
    of(owner, clientId, peer, level) {
      if (running.length === 0) return undefined;
      const connection = new TracedConnection({ traces: () => running, full: (trace) => end(trace, 'full'), now }, clientId, peer, level);
      return owner === undefined ? connection : connection.settle(owner);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    stop: (trace) => end(trace, 'stopped'),
    remove(trace) {
      end(trace, 'stopped');
      traces.delete(trace.id);
    },
    get(tenant, id) {
      const trace = traces.get(id);
      return trace?.tenant === tenant ? trace : undefined;
    },
    list: (tenant) => [...traces.values()].filter((trace) => trace.tenant === tenant).reverse(),
    get running() {
      return running.length;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };

  function start(tenant: string, wish: TraceWish): Trace {
    makeRoom((trace) => trace.tenant === tenant, tracesPerTenantMax);
    makeRoom(() => true, tracesMax);
    const trace = new Trace(randomUUID(), tenant, wish, now());
    traces.set(trace.id, trace);
    timer ??= setInterval(sweep, traceSweepMs).unref();
    changed();
    return trace;
  }

  function makeRoom(among: (trace: Trace) => boolean, most: number): void {
    const taken = [...traces.values()].filter(among);
    if (taken.length < most) return;
    const oldest = taken.find((trace) => !trace.running);
    if (oldest === undefined) throw new Fault('CONFLICT', `${most} traces are running, which is the most; stop one first`);
    traces.delete(oldest.id);
  }

  function sweep(): void {
    const at = now();
    for (const trace of traces.values()) {
      if (trace.running && at >= trace.wish.until) end(trace, 'time');
      if (trace.endedAt !== undefined && at - trace.endedAt > endedTraceKeptMs) traces.delete(trace.id);
    }
    if (traces.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function end(trace: Trace, reason: string): void {
    if (!trace.running) return;
    trace.end(reason, now());
    changed();
  }

  function changed(): void {
    running = [...traces.values()].filter((trace) => trace.running);
    for (const listener of listeners) listener();
  }
}
