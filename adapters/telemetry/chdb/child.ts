// The engine's own process: started by engine.ts, spoken to over file descriptor 3, gone when that pipe ends.
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSessions, type Sessions } from './child-sessions.ts';
import { createFrameReader, type FrameKind, frameHeader, frameKinds, type QueryRequest } from './frames.ts';

/** How long the directory's lock is waited for: a killed process holds it until the kernel has taken it apart. */
const lockWaitMs = 10_000;
const lockRetryMs = 100;

/** Inserts running at the end get this long; then the process goes, as it would in a crash. */
const closeWaitMs = 10_000;

/** After work, memory is given back this often. */
const restEveryMs = 10_000;

const [folder = '', ...connectionArgs] = process.argv.slice(2);
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const running = new Map<number, AbortController>();
let sessions: Sessions | undefined;
let worked = false;

// Nothing needs tidying that a kill would not tidy: what was acknowledged is on disk. Leaving at once frees the directory.
const leave = (): void => void process.kill(process.pid, 'SIGKILL');
pipe.on('end', leave);
pipe.on('close', leave);
pipe.on('error', leave);
// The platform decides when to stop; a Ctrl-C in the terminal reaches the whole process group.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

pipe.on('data', createFrameReader(receive));
await open();

async function open(): Promise<void> {
  const deadline = Date.now() + lockWaitMs;
  while (sessions === undefined) {
    try {
      sessions = openSessions(folder, connectionArgs);
    } catch (error) {
      // Without its lock file the directory isn't held by anybody: waiting would not help.
      if (Date.now() > deadline || !existsSync(join(folder, 'status'))) {
        fail(0, error);
        return;
      }
      await pause(lockRetryMs);
    }
  }
  send(0, frameKinds.ready);
  setInterval(rest, restEveryMs);
}

function rest(): void {
  if (!worked) return;
  worked = false;
  sessions?.rest().catch(() => {});
}

function receive(id: number, kind: number, payload: Buffer): void {
  if (kind === frameKinds.cancel) running.get(id)?.abort();
  else if (kind === frameKinds.close) void close();
  else {
    serve(id, kind, payload).then(
      () => send(id, frameKinds.done),
      (error: unknown) => fail(id, error),
    );
  }
}

async function serve(id: number, kind: number, payload: Buffer): Promise<void> {
  if (sessions === undefined) throw new Error('the engine is not open yet');
  worked = true;
  if (kind === frameKinds.exec) await sessions.exec(payload.toString());
  else if (kind === frameKinds.insert) {
    const sqlEnd = 4 + payload.readUInt32BE(0);
    await sessions.insert(payload.toString('utf8', 4, sqlEnd), payload.subarray(sqlEnd));
  } else if (kind === frameKinds.query) {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      await sessions.query(id, JSON.parse(payload.toString()) as QueryRequest, abort.signal, (bytes) => sendChunk(id, bytes));
    } finally {
      running.delete(id);
    }
  } else throw new Error(`unknown frame kind ${kind}`);
}

function sendChunk(id: number, bytes: Uint8Array): Promise<void> | undefined {
  pipe.cork();
  pipe.write(frameHeader(id, frameKinds.chunk, bytes.length));
  const flowing = pipe.write(bytes);
  pipe.uncork();
  return flowing ? undefined : new Promise((resolve) => pipe.once('drain', resolve));
}

function send(id: number, kind: FrameKind, payload: Buffer = Buffer.alloc(0)): void {
  pipe.write(Buffer.concat([frameHeader(id, kind, payload.length), payload]));
}

function fail(id: number, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const code = /\bCode: (\d+)\./.exec(message)?.[1];
  send(id, frameKinds.failed, Buffer.from(JSON.stringify({ code: code === undefined ? undefined : Number(code), message })));
}

async function close(): Promise<void> {
  for (const abort of running.values()) abort.abort();
  await Promise.race([sessions?.close(), pause(closeWaitMs)]);
  leave();
}
