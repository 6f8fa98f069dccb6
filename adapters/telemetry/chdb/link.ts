import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Fault } from '#core/errors.ts';
import { engineError } from './faults.ts';
import { createFrameReader, type EngineFailure, type FrameKind, frameHeader, frameKinds } from './frames.ts';
import { engineThreadsMax } from './settings.ts';

/** Heap of the engine's process for JavaScript; the data itself lies outside of it. */
const childHeapMegabytesMax = 128;

/** The last words of a process that ended, kept for the log. */
const lastWordsCharactersMax = 4000;

export interface Answer {
  readonly resolve: (chunks: readonly Buffer[]) => void;
  readonly reject: (error: Error) => void;
}

/** One process of the engine and the requests that wait for its answers. */
export interface Link {
  readonly pid: number | undefined;
  /** Resolves when the engine is open; rejects with its words when it can't be opened. */
  readonly ready: Promise<void>;
  /** Resolves with the last words when the process is gone and every waiting request was rejected. */
  readonly ended: Promise<string>;
  /** Sends one request; the payload's parts are written one after the other, not joined. Returns its id. */
  send(kind: FrameKind, parts: readonly Uint8Array[], answer: Answer): number;
  /** Forgets the request and stops its computation. */
  cancel(id: number): void;
  /** Asks the process to finish its inserts and go. */
  close(): void;
  kill(): void;
}

export function startLink(arguments_: readonly string[]): Link {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      `--max-old-space-size=${childHeapMegabytesMax}`,
      '--max-semi-space-size=1',
      '--v8-pool-size=1',
      '--no-warnings',
      childFile(),
      ...arguments_,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...withoutSecrets(process.env), TZ: 'UTC', UV_THREADPOOL_SIZE: String(engineThreadsMax), NODE_OPTIONS: '' },
    },
  );
  const pipe = child.stdio[3] as Socket;
  const waiting = new Map<number, Answer & { chunks: Buffer[] }>();
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  let lastWords = '';
  let lastId = 0;
  opened.promise.catch(() => {});

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsCharactersMax);
  });
  pipe.on('data', createFrameReader(receive));
  pipe.on('error', () => child.kill('SIGKILL'));
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(`${signal ?? `code ${code}`} ${lastWords}`.trim()));

  return { pid: child.pid, ready: opened.promise, ended: ended.promise, send, cancel, close, kill: () => void child.kill('SIGKILL') };

  function send(kind: FrameKind, parts: readonly Uint8Array[], answer: Answer): number {
    lastId = (lastId + 1) >>> 0 || 1;
    const id = lastId;
    waiting.set(id, { ...answer, chunks: [] });
    pipe.cork();
    pipe.write(
      frameHeader(
        id,
        kind,
        parts.reduce((bytes, part) => bytes + part.length, 0),
      ),
    );
    for (const part of parts) pipe.write(part);
    pipe.uncork();
    return id;
  }

  function cancel(id: number): void {
    if (waiting.delete(id)) pipe.write(frameHeader(id, frameKinds.cancel, 0));
  }

  function close(): void {
    pipe.write(frameHeader(0, frameKinds.close, 0));
  }

  function receive(id: number, kind: number, payload: Buffer): void {
    if (id === 0) {
      if (kind === frameKinds.ready) opened.resolve();
      else opened.reject(new Error(`${failure(payload).message} ${lastWords}`.trim()));
      return;
    }
    const answer = waiting.get(id);
    if (answer === undefined) return;
    if (kind === frameKinds.chunk) {
      answer.chunks.push(payload);
      return;
    }
    waiting.delete(id);
    if (kind === frameKinds.done) answer.resolve(answer.chunks);
    else answer.reject(failure(payload));
  }

  function end(why: string): void {
    pipe.destroy();
    opened.reject(new Error(`the telemetry engine ended: ${why}`));
    const all = [...waiting.values()];
    waiting.clear();
    for (const answer of all) answer.reject(new Fault('ENGINE_DOWN', 'The telemetry engine stopped while it worked on this.'));
    ended.resolve(why);
  }
}

function failure(payload: Buffer): Error {
  return engineError(JSON.parse(payload.toString()) as EngineFailure);
}

/** The platform's own settings hold passwords that the engine has no use for. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('THALAMUS_')));
}

function childFile(): string {
  return fileURLToPath(new URL('./child.ts', import.meta.url));
}
