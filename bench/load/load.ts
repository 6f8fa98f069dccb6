import { setTimeout as delay } from 'node:timers/promises';
import { createHistogram } from './histogram.ts';
import { publishRing } from './packets.ts';
import type { LoadPlan, LoadResult } from './plan.ts';
import { type LoadState, Publisher } from './publisher.ts';

const loginsAtOnceMax = 50;
const loginTimeoutMs = 60_000;
const drainTimeoutMs = 20_000;
const pacingTickMs = 5;
const readBufferBytes = 65_536;

/** Logs all sessions in, loads the broker for the planned time, waits for every acknowledgement, and says what it saw. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const state: LoadState = {
    readBuffer: Buffer.alloc(readBufferBytes),
    latency: createHistogram(),
    refill: false,
    measuring: false,
    sent: 0,
    acked: 0,
    measuredAcked: 0,
    lastAckMs: 0,
    errors: new Map(),
  };
  const publishers = plan.sessions.map((_, index) => {
    const ring = publishRing(plan.topic, plan.inflight, plan.time, index);
    return new Publisher(state, ring, plan.inflight, plan.time === 'device' ? (plan.deviceTimeMs ?? Date.now()) : undefined);
  });

  const loginStart = performance.now();
  await login(plan, publishers);
  const loginSeconds = (performance.now() - loginStart) / 1000;

  const firstPublishMs = Date.now();
  const stop = plan.ratePerSecond === null ? startClosedLoop(state, publishers, plan.inflight) : startPaced(publishers, plan.ratePerSecond);
  await delay(plan.warmupSeconds * 1000);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  state.measuring = true;
  await delay(plan.seconds * 1000);
  state.measuring = false;
  const measuredSeconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  stop();
  await drain(state, publishers);
  for (const publisher of publishers) publisher.close();

  return {
    sent: state.sent,
    acked: state.acked,
    measuredAcked: state.measuredAcked,
    measuredSeconds,
    perSecond: state.measuredAcked / measuredSeconds,
    p50Us: state.latency.quantile(0.5),
    p99Us: state.latency.quantile(0.99),
    maxUs: state.latency.quantile(1),
    loginSeconds,
    generatorCpuUsPerMessage: (cpu.user + cpu.system) / Math.max(1, state.measuredAcked),
    generatorBusy: (cpu.user + cpu.system) / 1e6 / measuredSeconds,
    firstPublishMs,
    lastAckMs: performance.timeOrigin + state.lastAckMs,
    errors: [...state.errors].map(([message, count]) => `${message} (${count} times)`),
  };
}

async function login(plan: LoadPlan, publishers: readonly Publisher[]): Promise<void> {
  const timeout = new Error(`not all ${publishers.length} logins were answered within ${loginTimeoutMs} ms`);
  const deadline = delay(loginTimeoutMs, undefined, { ref: false }).then(() => Promise.reject(timeout));
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < publishers.length) {
      const index = next++;
      const session = plan.sessions[index];
      if (session !== undefined) await publishers[index]?.open(plan.host, plan.port, session);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: loginsAtOnceMax }, worker)), deadline]);
}

function startClosedLoop(state: LoadState, publishers: readonly Publisher[], inflight: number): () => void {
  state.refill = true;
  for (const publisher of publishers) publisher.send(inflight, performance.now());
  return () => {
    state.refill = false;
  };
}

/** Sends what is due every few milliseconds, round robin, so that all connections get the same rate. */
function startPaced(publishers: readonly Publisher[], ratePerSecond: number): () => void {
  const start = performance.now();
  let due = 0;
  let next = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    const until = Math.floor(((now - start) / 1000) * ratePerSecond);
    while (due < until) {
      publishers[next]?.send(1, now);
      next = (next + 1) % publishers.length;
      due++;
    }
  }, pacingTickMs);
  return () => clearInterval(timer);
}

async function drain(state: LoadState, publishers: readonly Publisher[]): Promise<void> {
  const until = performance.now() + drainTimeoutMs;
  while (state.acked < state.sent && performance.now() < until) {
    await delay(5);
    if (publishers.every((publisher) => publisher.inflight === 0)) return;
  }
}
