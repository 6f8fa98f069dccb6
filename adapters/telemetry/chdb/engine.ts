import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import type { TelemetryEngine, TelemetryQueryOptions } from '#core/ports/telemetry-engine.ts';
import { type FrameKind, frameBytesMax, frameKinds, type QueryRequest } from './frames.ts';
import { type Link, startLink } from './link.ts';
import { engineConfig, queryTimeoutMaxMs, sessionArguments } from './settings.ts';

export interface ChdbOptions {
  /** Holds the tables; belongs to this engine alone. */
  readonly folder: string;
  /** What the engine may take for queries, inserts and merges together. */
  readonly memoryBytesMax: number;
  readonly log: Logger;
}

type EngineState = ReturnType<TelemetryEngine['state']>;

/** Requests that may wait for the engine at once; beyond it callers are told `OVERLOADED`. */
export const engineRequestsMax = 1024;

/** Result of a query that names no bound. */
export const queryResultBytesMaxDefault = 64 * 1024 * 1024;

/** Time of a query that names none. */
export const queryTimeoutDefaultMs = 30_000;

/** First and longest pause before the engine's process is started again; doubled by every failure, reset by a good minute. */
const restartPauseMs = 100;
const restartPauseMsMax = 5_000;
const restartForgiveMs = 60_000;

/** A clean close takes at most this long; then the process is killed, which loses nothing that was acknowledged. */
const closeWaitMs = 12_000;

/** Starts chDB in a process of its own; resolves when it is open, rejects when it can't be opened at all. */
export async function startChdb(options: ChdbOptions): Promise<TelemetryEngine & AsyncDisposable & { pid(): number | undefined }> {
  await mkdir(options.folder, { recursive: true });
  const configFile = join(options.folder, 'engine.xml');
  await writeFile(configFile, engineConfig(options.memoryBytesMax));
  const engine = new ChdbEngine([join(options.folder, 'data'), ...sessionArguments(configFile, options.memoryBytesMax)], options.log);
  await engine.start();
  return engine;
}

class ChdbEngine implements TelemetryEngine, AsyncDisposable {
  readonly #arguments: readonly string[];
  readonly #log: Logger;
  readonly #listeners = new Set<(state: EngineState) => void>();
  readonly #closing = new AbortController();
  #state: EngineState = 'starting';
  #link: Link | undefined;
  #waiting = 0;

  constructor(arguments_: readonly string[], log: Logger) {
    this.#arguments = arguments_;
    this.#log = log;
  }

  async start(): Promise<void> {
    const link = startLink(this.#arguments);
    this.#link = link;
    try {
      await link.ready;
    } catch (error) {
      link.kill();
      this.#become('closed');
      throw error;
    }
    this.#become('up');
    void this.#supervise(link);
  }

  pid(): number | undefined {
    return this.#link?.pid;
  }

  state(): EngineState {
    return this.#state;
  }

  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async exec(sql: string): Promise<void> {
    await this.#ask(frameKinds.exec, [Buffer.from(sql)]);
  }

  async insert(sql: string, rows: readonly Uint8Array[]): Promise<void> {
    const text = Buffer.from(sql);
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(text.length);
    const bytes = rows.reduce((sum, chunk) => sum + chunk.length, 4 + text.length);
    if (bytes > frameBytesMax)
      throw new Fault('PAYLOAD_TOO_LARGE', `One insert takes at most ${frameBytesMax} bytes, this one has ${bytes}.`);
    await this.#ask(frameKinds.insert, [length, text, ...rows]);
  }

  async query(sql: string, options: TelemetryQueryOptions): Promise<Uint8Array> {
    const timeoutMs = Math.min(options.timeoutMs ?? queryTimeoutDefaultMs, queryTimeoutMaxMs);
    const request: QueryRequest = {
      sql,
      format: options.format,
      timeoutMs,
      resultBytesMax: options.resultBytesMax ?? queryResultBytesMaxDefault,
    };
    const timer = AbortSignal.timeout(timeoutMs);
    const signal = options.signal === undefined ? timer : AbortSignal.any([options.signal, timer]);
    try {
      const chunks = await this.#ask(frameKinds.query, [Buffer.from(JSON.stringify(request))], signal);
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    } catch (error) {
      if (timer.aborted && error === timer.reason) {
        throw new Fault('QUERY_TIMEOUT', `The query took longer than ${timeoutMs} ms; ask for a shorter time range or fewer devices.`);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#become('closed');
    this.#closing.abort();
    const link = this.#link;
    if (link === undefined) return;
    link.close();
    const late = setTimeout(() => link.kill(), closeWaitMs);
    await link.ended;
    clearTimeout(late);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #ask(kind: FrameKind, parts: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly Buffer[]> {
    const link = this.#link;
    if (this.#state !== 'up' || link === undefined) {
      return Promise.reject(new Fault('ENGINE_DOWN', `The telemetry engine is ${this.#state}; try again in a moment.`));
    }
    if (this.#waiting >= engineRequestsMax) {
      return Promise.reject(new Fault('OVERLOADED', `${engineRequestsMax} requests wait for the telemetry engine already.`));
    }
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    this.#waiting++;
    return new Promise<readonly Buffer[]>((resolve, reject) => {
      const id = link.send(kind, parts, { resolve, reject });
      signal?.addEventListener('abort', () => {
        link.cancel(id);
        reject(signal.reason);
      });
    }).finally(() => {
      this.#waiting--;
    });
  }

  async #supervise(first: Link): Promise<void> {
    let link = first;
    let pauseMs = restartPauseMs;
    let upSince = Date.now();
    while (!this.#closing.signal.aborted) {
      const why = await link.ended;
      if (this.#closing.signal.aborted) return;
      if (Date.now() - upSince > restartForgiveMs) pauseMs = restartPauseMs;
      this.#become('down');
      this.#log.error({ why, pauseMs }, 'the telemetry engine ended; starting it again');
      await pause(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, restartPauseMsMax);
      link = startLink(this.#arguments);
      this.#link = link;
      upSince = Date.now();
      await link.ready.then(
        () => this.#closing.signal.aborted || this.#become('up'),
        () => link.kill(),
      );
    }
  }

  #become(state: EngineState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
