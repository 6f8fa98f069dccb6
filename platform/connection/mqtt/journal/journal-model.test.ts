import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { Message } from '../route/message.ts';
import type { SubscribeOptions } from '../route/subscriber.ts';
import type { PendingWill } from '../session/pending-will.ts';
import type { Journal } from './journal.ts';
import { readInbound, readQueue, readRetained, readSessions } from './journal-reads.ts';

/** What the journal is to hold, said in the simplest way. */
interface Model {
  readonly sessions: Map<number, ModelSession>;
  readonly retained: Map<string, string>;
  lastId: number;
}

interface ModelSession {
  level: number;
  expirySeconds: number;
  expiresAt: number | undefined;
  will: PendingWill | undefined;
  nextSeq: number;
  readonly subscriptions: Map<string, SubscribeOptions>;
  readonly queue: Map<number, { topic: string; payload: string; qos: number; released: boolean; share: string | undefined }>;
  readonly inbound: Set<number>;
}

/** Names with what SQL, arrays of PostgreSQL and JSON take for their own. */
const topic = fc.constantFrom('a', 'a/b', '"q"', "it's", '{x,y}', '\\', 'NULL', 'ü/漢字/🙂', ' ', '%_$1', `${'long/'.repeat(1000)}`);
const who = fc.nat(3);
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const will = fc.option(
  fc.record({ topic, payload: fc.string({ maxLength: 4 }), qos, retain: fc.boolean(), at: fc.constantFrom(0, 7_000) }),
  { nil: undefined },
);

/** Anything that sessions ask of the journal. */
export const arbitraryOp = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), expirySeconds: fc.constantFrom(1, 0xffff_ffff), level: fc.constantFrom(3, 4, 5), will }),
  fc.record({ kind: fc.constant('close' as const), who, will }),
  fc.record({ kind: fc.constant('again' as const), who, will }),
  fc.record({ kind: fc.constant('end' as const), who }),
  fc.record({ kind: fc.constant('subscribe' as const), who, filter: topic, qos, flag: fc.boolean() }),
  fc.record({ kind: fc.constant('unsubscribe' as const), who, filter: topic }),
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('enqueue' as const), who, topic, payload: fc.string({ maxLength: 8 }), qos },
      share: fc.option(topic, { nil: undefined }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('dequeue' as const), who, which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), who, which: fc.nat(5) }) },
  fc.record({ kind: fc.constantFrom('received' as const, 'completed' as const), who, packetId: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('retain' as const), topic, payload: fc.string({ maxLength: 4 }) }),
  fc.record({ kind: fc.constant('unretain' as const), topic }),
);

type Op = typeof arbitraryOp extends fc.Arbitrary<infer T> ? T : never;
type AskedWill = Extract<Op, { kind: 'open' }>['will'];

export function createModel(): Model {
  return { sessions: new Map(), retained: new Map(), lastId: 0 };
}

/** Does the same to both; false where it makes no sense at this point. */
export function applyOp(op: Op, model: Model, journal: Journal): boolean {
  if (op.kind === 'open') {
    const { expirySeconds, level } = op;
    const pending = pendingOf(op.will);
    const id = ++model.lastId;
    model.sessions.set(id, {
      ...{ level, expirySeconds, expiresAt: undefined, will: pending, nextSeq: 0 },
      ...{ subscriptions: new Map(), queue: new Map(), inbound: new Set() },
    });
    journal.openSession(storedOf(id, level, expirySeconds, pending));
    return true;
  }
  if (op.kind === 'retain') {
    model.retained.set(op.topic, op.payload);
    journal.retain(messageOf(op.topic, op.payload));
    return true;
  }
  if (op.kind === 'unretain') {
    model.retained.delete(op.topic);
    journal.unretain('acme', op.topic);
    return true;
  }
  const ids = [...model.sessions.keys()];
  const id = ids[op.who % Math.max(1, ids.length)];
  if (id === undefined) return false;
  return applyToSession(op, id, model, journal);
}

function applyToSession(op: Exclude<Op, { kind: 'open' | 'retain' | 'unretain' }>, id: number, model: Model, journal: Journal): boolean {
  const session = model.sessions.get(id) as ModelSession;
  switch (op.kind) {
    case 'close':
      session.expiresAt = 5_000 + id;
      session.will = pendingOf(op.will);
      journal.closeSession(id, session.expiresAt, session.will);
      return true;
    case 'again':
      session.expiresAt = undefined;
      session.will = pendingOf(op.will);
      journal.openSession(storedOf(id, session.level, session.expirySeconds, session.will));
      return true;
    case 'end':
      model.sessions.delete(id);
      journal.endSession(id);
      return true;
    case 'subscribe': {
      const options = { qos: op.qos, noLocal: op.flag, retainAsPublished: !op.flag, id: op.qos * 1000 };
      session.subscriptions.set(op.filter, options);
      journal.subscribe(id, op.filter, options);
      return true;
    }
    case 'unsubscribe':
      session.subscriptions.delete(op.filter);
      journal.unsubscribe(id, op.filter);
      return true;
    case 'enqueue': {
      const { topic: of, payload, share } = op;
      const granted = op.qos === 0 ? 1 : op.qos;
      const seq = session.nextSeq++;
      session.queue.set(seq, { topic: of, payload, qos: granted, released: false, share });
      journal.enqueue(id, seq, messageOf(of, payload), granted, true, [1, 268_435_455], share);
      return true;
    }
    case 'received':
    case 'completed':
      if (op.kind === 'received') session.inbound.add(op.packetId);
      else session.inbound.delete(op.packetId);
      journal[op.kind](id, op.packetId);
      return true;
    default: {
      const seqs = [...session.queue.keys()];
      const seq = seqs[op.which % Math.max(1, seqs.length)];
      const row = seq === undefined ? undefined : session.queue.get(seq);
      if (seq === undefined || row === undefined) return false;
      if (op.kind === 'dequeue') {
        session.queue.delete(seq);
        journal.dequeue(id, seq);
      } else {
        row.released = true;
        journal.releasing(id, seq);
      }
      return true;
    }
  }
}

/** The model as a text. */
export function snapshot({ sessions, retained }: Model): string {
  return JSON.stringify({
    sessions: [...sessions].map(([id, { level, expirySeconds, expiresAt, will: pending, subscriptions, queue, inbound }]) => ({
      ...{ id, level, expirySeconds, expiresAt: expiresAt ?? null, will: willText(pending) },
      subscriptions: [...subscriptions].map(([filter, { qos: of, noLocal, id: number }]) => [filter, of, noLocal, number]).sort(byText),
      // Of a released message only its number counts.
      queue: [...queue].map(([seq, row]) =>
        row.released ? [seq, 'released'] : [seq, row.topic, row.payload, row.qos, row.share ?? null, [1, 268_435_455]],
      ),
      inbound: [...inbound].sort(),
    })),
    retained: [...retained].sort(byText),
  });
}

/** What the database holds at one moment, as a text. */
export async function stateOf(db: Kysely<unknown>): Promise<string> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (moment) => {
      await sql`set transaction read only`.execute(moment);
      const sessions: object[] = [];
      const found: Parameters<Parameters<typeof readSessions>[1]>[0][] = [];
      await readSessions(moment, (one) => found.push(one));
      for (const { id, level, expirySeconds, expiresAt, will: pending, subscriptions } of found) {
        const queue = await readQueue(moment, 'acme', id);
        sessions.push({
          ...{ id, level, expirySeconds, expiresAt: expiresAt ?? null, will: willText(pending) },
          subscriptions: subscriptions.map(([filter, { qos: of, noLocal, id: number }]) => [filter, of, noLocal, number]).sort(byText),
          queue: queue.map(({ seq, message, qos: of, share, ids, released }) =>
            released ? [seq, 'released'] : [seq, message.topic, message.payload.toString(), of, share ?? null, ids],
          ),
          inbound: [...(await readInbound(moment, id))].sort(),
        });
      }
      const retained: [string, string][] = [];
      await readRetained(moment, 0, ({ topic: of, payload }) => retained.push([of, payload.toString()]));
      return JSON.stringify({ sessions, retained: retained.sort(byText) });
    });
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function storedOf(id: number, level: number, expirySeconds: number, pending: PendingWill | undefined) {
  return {
    id,
    tenant: 'acme',
    kind: 'device',
    owner: 'd',
    clientId: `c${id}`,
    level: level as 3 | 4 | 5,
    expirySeconds,
    will: pending,
  } as const;
}

function messageOf(of: string, payload: string): Message {
  return new Message('acme', of, Buffer.from(payload), 1, false, Buffer.from([1, 0]), 0, undefined).keep();
}

function pendingOf(asked: AskedWill): PendingWill | undefined {
  if (asked === undefined) return undefined;
  const { at, topic: of, payload, qos: with_, retain } = asked;
  const rest = { delaySeconds: 3, expirySeconds: -1, forwarded: Buffer.from([1]) };
  return { at, will: { topic: of, payload: Buffer.from(payload), qos: with_, retain, ...rest } };
}

function willText(pending: PendingWill | undefined): unknown {
  if (pending === undefined) return null;
  const { at, will: said } = pending;
  return [at, said.topic, said.payload.toString(), said.qos, said.retain, said.delaySeconds, said.expirySeconds];
}
