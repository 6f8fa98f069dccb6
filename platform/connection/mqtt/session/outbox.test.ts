import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Journal, StoredMessage } from '../journal/journal.ts';
import { Message } from '../route/message.ts';
import { type Line, Outbox } from './outbox.ts';
import { packetIdOf } from './outgoing.ts';

const bounds = { queuedMessagesMax: 5, queuedBytesMax: 1_000_000 };
const message = (topic: string) => new Message('t', topic, Buffer.from('x'), 1, false, Buffer.alloc(0), 0, undefined);

/** A peer that notes what it gets. */
function peer(window = 2) {
  const sent: string[] = [];
  const released: number[] = [];
  const line: Line = {
    window,
    blocked: false,
    publish(sending, packetId, _qos, _retain, duplicate) {
      sent.push(`${sending.topic} ${packetId}${duplicate ? ' again' : ''}`);
      return true;
    },
    release: (packetId) => void released.push(packetId),
  };
  return { line, sent, released };
}

/** A journal in memory, whose batches are durable when the test says so. */
function journal() {
  const rows = new Map<number, StoredMessage>();
  let waiters: { committed(batch: number): void }[] = [];
  const state = { batch: 0 };
  const kept: Pick<Journal, 'batch' | 'await' | 'enqueue' | 'dequeue' | 'releasing'> = {
    get batch() {
      return state.batch;
    },
    await: (waiter) => void waiters.push(waiter),
    enqueue: (_id, seq, sending, qos, retain, ids, share) =>
      void rows.set(seq, { seq, message: sending, qos, retain, ids, share, released: false }),
    dequeue: (_id, seq) => void rows.delete(seq),
    releasing(_id, seq) {
      const row = rows.get(seq);
      if (row !== undefined) rows.set(seq, { ...row, released: true });
    },
  };
  const commit = () => {
    const durable = waiters;
    waiters = [];
    const batch = state.batch++;
    for (const waiter of durable) waiter.committed(batch);
  };
  return { journal: kept as Journal, rows, commit };
}

test('messages above the window wait and leave in order as acknowledgements come', () => {
  const { line, sent } = peer();
  const outbox = new Outbox(undefined, 1, 0, bounds, () => {}, Date.now);
  outbox.attach(line);
  for (const topic of ['a', 'b', 'c', 'd']) outbox.push(message(topic), 1, false, [], undefined);
  assert.deepEqual(sent, ['a 1', 'b 2']);
  outbox.finished(1);
  outbox.finished(2);
  assert.deepEqual(sent, ['a 1', 'b 2', 'c 3', 'd 4']);
});

test('a full queue drops its oldest message and says why', () => {
  const { line, sent } = peer(1);
  const lost: string[] = [];
  const outbox = new Outbox(undefined, 1, 0, bounds, (reason) => lost.push(reason), Date.now);
  outbox.attach(line);
  for (let i = 0; i < 8; i++) outbox.push(message(`t${i}`), 1, false, [], undefined);
  assert.deepEqual(lost, ['queue-full', 'queue-full']);
  outbox.finished(1);
  assert.deepEqual(sent, ['t0 1', 't3 4']);
});

test('QoS 2 to a kept session is sent only when its packet identifier is durable, and nothing overtakes it', () => {
  const { line, sent } = peer(5);
  const { journal: kept, commit } = journal();
  const outbox = new Outbox(kept, 1, 0, bounds, () => {}, Date.now);
  outbox.attach(line);
  outbox.push(message('a'), 2, false, [], undefined);
  outbox.push(message('b'), 1, false, [], undefined);
  assert.deepEqual(sent, []);
  commit();
  assert.deepEqual(sent, ['a 1', 'b 2']);
});

test('[MQTT-4.4.0-1] what was sent and not acknowledged is sent again, in order, with its identifier, before what is new', () => {
  const first = peer(2);
  const { journal: kept, rows, commit } = journal();
  const outbox = new Outbox(kept, 1, 0, bounds, () => {}, Date.now);
  outbox.attach(first.line);
  for (const topic of ['a', 'b', 'c']) outbox.push(message(topic), 2, false, [], undefined);
  commit();
  outbox.received(1);
  outbox.shelve();
  outbox.push(message('d'), 1, false, [], undefined);
  const second = peer(10);
  outbox.attach(second.line);
  outbox.push(message('e'), 1, false, [], undefined);
  assert.equal(outbox.loading, true);
  // What is asked of the journal now does not hold what came after the question.
  outbox.loaded(
    [...rows.values()].filter(({ seq }) => seq < 4),
    () => undefined,
    () => true,
  );
  assert.deepEqual(second.released, [1]);
  assert.deepEqual(second.sent, ['b 2 again', 'c 3', 'd 4', 'e 5']);
});

test('whatever happens in between, every message is acknowledged once, in order, or counted as lost', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), qos: fc.constantFrom(1 as const, 2 as const) }),
    fc.record({ kind: fc.constantFrom('commit' as const, 'answer' as const, 'break' as const, 'back' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { journal: kept, rows, commit } = journal();
      let lost = 0;
      const outbox = new Outbox(kept, 1, 0, bounds, () => lost++, Date.now);
      const told: string[] = [];
      const open: { packetId: number; qos: 1 | 2 }[] = [];
      let online = false;
      let pushed = 0;
      const seen = new Set<number>();
      const line: Line = {
        window: 3,
        blocked: false,
        publish(sending, packetId, qos) {
          // A receiver of QoS 2 knows the identifier until PUBREL; one of QoS 1 may get it twice.
          if (!seen.has(packetId)) told.push(sending.topic);
          seen.add(packetId);
          open.push({ packetId, qos });
          return true;
        },
        release(packetId) {
          seen.delete(packetId);
          outbox.finished(packetId);
        },
      };
      const back = () => {
        if (online) return;
        online = true;
        open.length = 0;
        outbox.attach(line);
        if (outbox.loading)
          outbox.loaded(
            [...rows.values()],
            () => undefined,
            () => true,
          );
        outbox.pump();
      };
      const answer = () => {
        const next = open.shift();
        if (next === undefined) return;
        if (next.qos === 1) {
          seen.delete(next.packetId);
          outbox.finished(next.packetId);
        } else outbox.received(next.packetId);
      };
      for (const { kind, ...rest } of steps) {
        if (kind === 'push') outbox.push(message(`${pushed++}`), 'qos' in rest ? rest.qos : 1, false, [], undefined);
        else if (kind === 'commit') commit();
        else if (kind === 'answer' && online) answer();
        else if (kind === 'back') back();
        else if (kind === 'break' && online) {
          online = false;
          outbox.shelve();
        }
      }
      back();
      for (let i = 0; i < 200; i++) {
        commit();
        answer();
      }
      assert.equal(rows.size, 0);
      assert.equal(told.length + lost, pushed);
      assert.deepEqual(
        told,
        [...told].sort((a, b) => Number(a) - Number(b)),
      );
      assert.ok(packetIdOf(0) === 1);
    }),
  );
});
