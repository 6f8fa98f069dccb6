import { setTimeout as delay } from 'node:timers/promises';
import { splitCpuSeconds } from '../../processes.ts';
import { createHistogram } from '../histogram.ts';
import { Line, type LineEvents } from './line.ts';
import { messageRing } from './messages.ts';
import type { RoutePlan, RouteResult } from './plan.ts';

const loginsAtOnceMax = 50;
const drainTimeoutMs = 20_000;
const pacingTickMs = 1;
const readBufferBytes = 65_536;
/** A window is filled up when this much of it is free, so that a broker that answers one by one does not cost a write per message. */
const refillShare = 0.3;

/** Opens all connections, publishes for the planned time, waits for the last delivery, and says what it saw. */
export async function runRoute(plan: RoutePlan): Promise<RouteResult> {
  const { copies, window, qos } = plan;
  const count = plan.publishers.length;
  const rings = plan.publishers.map(({ topic }, index) => messageRing(topic, qos, plan.payloadBytes, window, index));
  const [sentOf, ackedOf, deliveredOf] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const latency = createHistogram();
  const errors = new Map<string, number>();
  const note = (message: string): void => void errors.set(message, (errors.get(message) ?? 0) + 1);
  const refillAt = Math.max(1, Math.floor(window * refillShare));
  const touched = new Uint8Array(count);
  const touchedList: number[] = [];
  const heard: Line[] = [];
  let [refill, measuring, flushing] = [false, false, false];
  let [published, deliveries] = [0, 0];
  let heardLast: Line | undefined;

  const touch = (publisher: number): void => {
    if (touched[publisher] === 1) return;
    touched[publisher] = 1;
    touchedList.push(publisher);
    wake();
  };
  const wake = (): void => {
    if (flushing) return;
    flushing = true;
    setImmediate(flush);
  };
  const flush = (): void => {
    flushing = false;
    heardLast = undefined;
    for (const line of heard) line.flush();
    heard.length = 0;
    for (const publisher of touchedList) {
      touched[publisher] = 0;
      if (refill && free(publisher) >= refillAt) send(publisher, window);
    }
    touchedList.length = 0;
  };
  const free = (publisher: number): number => {
    const delivered = Math.floor((deliveredOf[publisher] as number) / copies);
    const done = qos === 1 ? Math.min(delivered, ackedOf[publisher] as number) : delivered;
    return window - ((sentOf[publisher] as number) - done);
  };
  const send = (publisher: number, wanted: number): void => {
    const k = Math.min(wanted, free(publisher));
    if (k <= 0) return;
    const ring = rings[publisher] as (typeof rings)[number];
    const sent = sentOf[publisher] as number;
    const from = sent % ring.places;
    const time = performance.now();
    for (let i = 0; i < k; i++) ring.stamp((from + i) % ring.places, time, sent + i);
    sentOf[publisher] = sent + k;
    if (measuring) published += k;
    const line = publishers[publisher] as Line;
    const first = Math.min(k, ring.places - from);
    const head = ring.bytes.subarray(from * ring.packetBytes, (from + first) * ring.packetBytes);
    if (first === k) line.write(head);
    else line.writeBoth(head, ring.bytes.subarray(0, (k - first) * ring.packetBytes));
  };
  const readBuffer = Buffer.alloc(readBufferBytes);
  const readView = new DataView(readBuffer.buffer, readBuffer.byteOffset, readBuffer.length);
  const events: LineEvents = {
    readBuffer,
    now: 0,
    failed: note,
    acknowledged(line) {
      ackedOf[line.index] = (ackedOf[line.index] as number) + 1;
      touch(line.index);
    },
    delivered(line, bytes, at) {
      // A packet that came in two reads lies in a buffer of its own.
      const view = bytes.buffer === readBuffer.buffer ? readView : new DataView(bytes.buffer, 0);
      const offset = bytes.buffer === readBuffer.buffer ? at + bytes.byteOffset - readBuffer.byteOffset : at + bytes.byteOffset;
      const publisher = view.getUint32(offset + 8);
      deliveredOf[publisher] = (deliveredOf[publisher] as number) + 1;
      touch(publisher);
      if (measuring) {
        deliveries++;
        latency.record((events.now - view.getFloat64(offset)) * 1000);
      }
      if (qos === 0 || line === heardLast) return;
      heardLast = line;
      heard.push(line);
    },
  };

  const publishers = plan.publishers.map((_, index) => new Line(events, index));
  const subscribers = plan.subscribers.map((_, index) => new Line(events, index));
  await each(subscribers, async (line, index) => {
    const session = plan.subscribers[index] as RoutePlan['subscribers'][number];
    await line.open(plan.host, plan.port, session);
    await line.subscribe(session.filter, qos);
  });
  await each(publishers, (line, index) => line.open(plan.host, plan.port, plan.publishers[index] as RoutePlan['publishers'][number]));

  const brokerBefore = splitCpuSeconds(plan.pid);
  const stop = plan.ratePerSecond === null ? closedLoop() : paced(plan.ratePerSecond);
  await delay(plan.warmupSeconds * 1000);
  const [cpuBefore, start] = [process.cpuUsage(), performance.now()];
  measuring = true;
  await delay(plan.seconds * 1000);
  measuring = false;
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  stop();
  const total = (of: Float64Array): number => of.reduce((sum, value) => sum + value, 0);
  const until = performance.now() + drainTimeoutMs;
  while (total(deliveredOf) < total(sentOf) * copies && performance.now() < until) await delay(5);
  const broker = splitCpuSeconds(plan.pid);
  for (const line of [...publishers, ...subscribers]) line.close();

  return {
    sent: total(sentOf),
    delivered: total(deliveredOf),
    lost: total(sentOf) * copies - total(deliveredOf),
    published,
    deliveries,
    seconds,
    p50Us: latency.quantile(0.5),
    p99Us: latency.quantile(0.99),
    generatorBusy: (cpu.user + cpu.system) / 1e6 / seconds,
    brokerCpuSeconds: broker.own - brokerBefore.own,
    childrenCpuSeconds: broker.children - brokerBefore.children,
    errors: [...errors].map(([message, times]) => `${message} (${times} times)`),
  };

  function closedLoop(): () => void {
    refill = true;
    for (let publisher = 0; publisher < count; publisher++) send(publisher, window);
    return () => {
      refill = false;
    };
  }

  function paced(ratePerSecond: number): () => void {
    const begin = performance.now();
    let [due, next] = [0, 0];
    const timer = setInterval(() => {
      const target = Math.floor(((performance.now() - begin) / 1000) * ratePerSecond);
      for (; due < target; due++) {
        send(next, 1);
        next = (next + 1) % count;
      }
    }, pacingTickMs);
    return () => clearInterval(timer);
  }
}

async function each(lines: readonly Line[], work: (line: Line, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < lines.length) {
      const index = next++;
      await work(lines[index] as Line, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(loginsAtOnceMax, lines.length) }, worker));
}
