import { connectPostgres } from '#adapters/postgres/connect.ts';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts';
import { migrate } from '#adapters/postgres/migrate.ts';
import { Message, migrations, openJournal } from '#platform/connection/index.ts';
import { ms, table, whole } from './table.ts';

type OpenJournal = ReturnType<typeof openJournal>;

const sessions = 100_000;
const waitingEach = 10;
const waitingSessions = 20_000;
const payloadBytes = 256;
const underWayMax = 10_000;
const looks = 300;
const quiet = { info() {}, warn() {}, error() {} };
const noBytes = Buffer.alloc(0);
const payload = Buffer.alloc(payloadBytes, 'x');

/** What keeping sessions costs: messages that wait and are acknowledged, one alone, and a start with many sessions. */
export async function benchJournal(folder: string, seconds: number, say: (line: string) => void): Promise<unknown> {
  await using server = await startEmbeddedPostgres({ folder, log: quiet });
  await using postgres = connectPostgres(server.connection, { log: quiet });
  const { '0023-mqtt-journal': tables } = migrations;
  await migrate(postgres.db, tables === undefined ? {} : { '1': tables });
  const journal = openJournal(postgres.db, quiet, Date.now);

  const alone: number[] = [];
  for (let seq = 0; seq < looks; seq++) {
    const start = performance.now();
    journal.enqueue(1, seq, messageTo(1), 1, false, [], undefined);
    await committed(journal);
    alone.push((performance.now() - start) * 1000);
  }
  const stream = await through(journal, seconds);
  const elided = await elide(journal, seconds);
  await fill(journal);
  const start = await load(postgres.db);
  await journal.close();

  alone.sort((a, b) => a - b);
  const at = (share: number): number => alone[Math.floor(alone.length * share)] ?? 0;
  say(
    table(
      ['journal, 256 bytes each', 'result'],
      [
        ['one message alone is durable, p50', ms(at(0.5))],
        ['… p99', ms(at(0.99))],
        ['written and deleted messages per second', whole(stream.perSecond)],
        ['… time to durable, p50', ms(stream.p50)],
        ['… messages per batch', whole(stream.perBatch)],
        ['… our CPU per message', `${stream.cpu.toFixed(1)} µs`],
        ['acknowledged before written, per second', whole(elided)],
        [`start with ${whole(sessions)} sessions, ${whole(waitingSessions * waitingEach)} messages`, `${whole(start.ms)} ms`],
        ['… heap that it holds meanwhile', `${whole(start.bytes / 1024 ** 2)} MB`],
      ],
    ),
  );
  return { aloneP50: at(0.5), aloneP99: at(0.99), stream, elided, start };
}

/** Each message is acknowledged, and so deleted, when it is durable: a peer that is as fast as the disk. */
async function through(journal: OpenJournal, seconds: number) {
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  const batches = journal.counters.batches;
  const from = performance.now();
  let done = 0;
  let seq = looks;
  // Two groups are under way: one is written while the next one fills.
  let before = Promise.resolve();
  while (performance.now() - from < seconds * 1000) {
    const group: number[] = [];
    const sent = performance.now();
    for (let i = 0; i < underWayMax / 2; i++) {
      group.push(++seq);
      journal.enqueue(1 + (seq % 1000), seq, messageTo(seq % 1000), 1, false, [], undefined);
    }
    await before;
    before = committed(journal).then(() => {
      waits.push((performance.now() - sent) * 1000);
      for (const each of group) journal.dequeue(1 + (each % 1000), each);
      done += group.length;
    });
  }
  await before;
  const took = (performance.now() - from) / 1000;
  const used = process.cpuUsage(cpu);
  waits.sort((a, b) => a - b);
  return {
    perSecond: done / took,
    p50: waits[waits.length >> 1] ?? 0,
    perBatch: done / (journal.counters.batches - batches),
    cpu: (used.user + used.system) / done,
  };
}

/** A peer that acknowledges at once: nothing reaches the database. */
async function elide(journal: OpenJournal, seconds: number): Promise<number> {
  const from = performance.now();
  let seq = 0;
  while (performance.now() - from < (seconds * 1000) / 2) {
    for (let i = 0; i < 1_000; i++) {
      journal.enqueue(5_000_000, ++seq, messageTo(1), 1, false, [], undefined);
      journal.dequeue(5_000_000, seq);
    }
    await committed(journal);
  }
  return (seq * 1000) / (performance.now() - from);
}

async function fill(journal: OpenJournal): Promise<void> {
  for (let i = 0; i < sessions; i++) {
    const id = 1_000_000 + i;
    journal.openSession({
      ...{ id, tenant: 'default', kind: 'device', owner: `device-${i}`, clientId: `client-${i}`, level: 5 },
      ...{ expirySeconds: 86_400, will: undefined },
    });
    journal.subscribe(id, `devices/device-${i}/down/#`, { qos: 1, noLocal: false, retainAsPublished: false, id: 0 });
    if (i < waitingSessions) for (let seq = 0; seq < waitingEach; seq++) journal.enqueue(id, seq, messageTo(i), 1, false, [], undefined);
    if (i % 2_000 === 0) await committed(journal);
  }
  await committed(journal);
}

async function load(db: Parameters<typeof openJournal>[0]) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  let found = 0;
  const from = performance.now();
  await openJournal(db, quiet, Date.now).load(
    () => {
      if (found++ % 1_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    },
    () => {},
  );
  if (found < sessions) throw new Error(`${found} sessions were found, not ${sessions}`);
  return { ms: performance.now() - from, bytes: peak - before };
}

function messageTo(number: number): Message {
  return new Message('default', `devices/device-${number}/down/note`, payload, 1, false, noBytes, 0, undefined);
}

async function committed(journal: OpenJournal): Promise<void> {
  await new Promise<number>((resolve) => journal.await({ committed: resolve }));
}
