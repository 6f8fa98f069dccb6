import { type ChdbQueryStream, drainPending, Session } from 'chdb';
import { frameBytesMax, type QueryRequest } from './frames.ts';
import { insertSessionsMax, querySessionsMax } from './settings.ts';

/** The engine inside its own process: sessions on one directory, each running one statement at a time. */
export interface Sessions {
  exec(sql: string): Promise<void>;
  /** Rows go to the engine as they lie in memory; one insert at a time per table. */
  insert(sql: string, rows: Buffer): Promise<void>;
  /** Gives the result in pieces; `signal` stops the computation, not only the waiting. */
  query(id: number, request: QueryRequest, signal: AbortSignal, onChunk: (bytes: Uint8Array) => Promise<void> | undefined): Promise<void>;
  /** Gives memory that the allocator keeps for later back to the system. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

const insertShape =
  /^INSERT INTO `([A-Za-z0-9_-]+)`\.`([A-Za-z0-9_]+)` \((`[A-Za-z0-9_]+`(?:, `[A-Za-z0-9_]+`)*)\)(?: SETTINGS ([a-z_]+)=(\d+))? FORMAT TSV$/;

/** Opens the directory. Throws when another process holds it. */
export function openSessions(folder: string, connectionArgs: readonly string[]): Sessions {
  const opened: Session[] = [];
  const open = () => {
    const session = new Session(folder, { connectionArgs });
    opened.push(session);
    return session;
  };
  const queries = createPool(Array.from({ length: querySessionsMax }, () => ({ session: open(), timeoutMs: 0 })));
  const inserts = createPool(Array.from({ length: insertSessionsMax }, () => ({ session: open(), database: '' })));
  const ddl = createPool([open()]);
  const control = open();
  const tails = new Map<string, Promise<void>>();

  return { exec, insert, query, rest, close };

  async function exec(sql: string): Promise<void> {
    const session = await ddl.take();
    try {
      await session.queryAsync(sql);
    } finally {
      ddl.give(session);
    }
  }

  async function insert(sql: string, rows: Buffer): Promise<void> {
    const match = insertShape.exec(sql);
    if (match === null)
      throw new Error(`an insert has the shape INSERT INTO \`database\`.\`table\` (\`column\`, …) FORMAT TSV, not: ${sql}`);
    const [, database = '', table = '', columns = '', setting, value] = match;
    const key = `${database}.${table}`;
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(() => insertNow(database, table, columns, setting === undefined ? {} : { [setting]: Number(value) }, rows));
    const tail = mine.catch(() => {});
    tails.set(key, tail);
    try {
      await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  }

  async function insertNow(
    database: string,
    table: string,
    columns: string,
    settings: Record<string, number>,
    rows: Buffer,
  ): Promise<void> {
    const slot = await inserts.take();
    try {
      // The binding takes plain identifiers only, and a database may have a hyphen in its name: so it becomes the session's current one.
      if (slot.database !== database) {
        slot.database = '';
        await slot.session.queryAsync(`USE \`${database}\``);
        slot.database = database;
      }
      await slot.session.insert({ table, columns: columns.slice(1, -1).split('`, `'), settings, format: 'TSV', values: rows });
    } finally {
      inserts.give(slot);
    }
  }

  async function query(
    id: number,
    request: QueryRequest,
    signal: AbortSignal,
    onChunk: (bytes: Uint8Array) => Promise<void> | undefined,
  ): Promise<void> {
    const slot = await queries.take();
    const mark = `/* query ${process.pid} ${id} */`;
    // Only KILL QUERY interrupts a computation between two pieces of its result.
    const kill = () => void control.queryAsync(`KILL QUERY WHERE startsWith(query, '${mark}') ASYNC`).catch(() => {});
    try {
      signal.throwIfAborted();
      if (slot.timeoutMs !== request.timeoutMs) {
        await slot.session.queryAsync(`SET max_execution_time = ${request.timeoutMs / 1000}`);
        slot.timeoutMs = request.timeoutMs;
      }
      signal.throwIfAborted();
      const stream: ChdbQueryStream = slot.session.queryStream(`${mark} ${request.sql}`, { format: request.format });
      signal.addEventListener('abort', kill, { once: true });
      let bytes = 0;
      for await (const chunk of stream) {
        signal.throwIfAborted();
        bytes += chunk.numBytes;
        if (bytes > Math.min(request.resultBytesMax, frameBytesMax)) {
          throw new Error(`Code: 396. The result is larger than ${request.resultBytesMax} bytes. (TOO_MANY_ROWS_OR_BYTES)`);
        }
        await onChunk(chunk.raw());
      }
    } catch (error) {
      // The binding keeps a failed stream, and with it the query's memory, until the session runs something else.
      await slot.session.queryAsync('SELECT 1').catch(() => {});
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
      queries.give(slot);
    }
  }

  async function rest(): Promise<void> {
    await control.queryAsync('SYSTEM JEMALLOC PURGE');
  }

  async function close(): Promise<void> {
    await Promise.all(tails.values());
    for (const session of opened) session.close();
    await drainPending();
  }
}

/** Hands out each item to one taker at a time, in the order of asking. */
function createPool<T>(items: readonly T[]): { take(): Promise<T>; give(item: T): void } {
  const free = [...items];
  const waiting: ((item: T) => void)[] = [];
  return {
    take() {
      const item = free.pop();
      return item === undefined ? new Promise<T>((resolve) => waiting.push(resolve)) : Promise.resolve(item);
    },
    give(item) {
      const next = waiting.shift();
      if (next === undefined) free.push(item);
      else next(item);
    },
  };
}
