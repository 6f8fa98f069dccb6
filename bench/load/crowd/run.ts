import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createHistogram } from '../histogram.ts';
import { connectPacket, disconnectPacket } from '../packets.ts';
import type { LoadSession } from '../plan.ts';
import type { CrowdPlan, CrowdResult } from './plan.ts';

/** Loopback addresses that clients come from, each always from the same: one alone has not ports enough. */
const sourceAddresses = 32;
/** Nobody of a crowd that stays may be ended for its silence. */
const keepAliveSeconds = 3_600;
/** How often one of a crowd that stays tries to come in, and how long it waits in between. */
const attemptsMax = 20;
const patienceMs = 500;
const readBuffer = Buffer.alloc(4_096);

/** Opens the crowd; resolves when all are in (and stay), or after the planned time of coming and going. */
export async function runCrowd(plan: CrowdPlan): Promise<CrowdResult> {
  const latency = createHistogram();
  const errors = new Map<string, number>();
  let [next, connects, all, measuring, stopped] = [0, 0, 0, false, false];
  const come = async (index: number): Promise<void> => {
    const began = performance.now();
    const socket = await enter(plan, index % plan.sessions.length);
    all++;
    if (plan.stay || measuring) {
      connects++;
      latency.record((performance.now() - began) * 1000);
    }
    if (!plan.stay) socket.end(disconnectPacket);
    else socket.once('close', () => note('the broker closed the connection'));
  };
  const note = (message: string): void => void errors.set(message, (errors.get(message) ?? 0) + 1);
  const worker = async (): Promise<void> => {
    while (plan.stay ? next < plan.sessions.length : !stopped) {
      const index = next++;
      for (let attempt = 1; ; attempt++) {
        const error = await come(index).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) break;
        note(error instanceof Error ? error.message : String(error));
        // Not to spin where every attempt fails at once; a broker on a busy machine may ask for patience.
        await delay(plan.stay ? patienceMs : 10);
        if (!plan.stay || attempt === attemptsMax) break;
      }
    }
  };
  const workers = Promise.all(Array.from({ length: plan.atOnce }, worker));
  if (!plan.stay) await delay(plan.warmupSeconds * 1000);
  const [cpuBefore, start] = [process.cpuUsage(), performance.now()];
  measuring = true;
  if (!plan.stay) await delay(plan.seconds * 1000);
  else await workers;
  measuring = false;
  stopped = true;
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  await workers;
  return {
    connects,
    all,
    seconds,
    p50Us: latency.quantile(0.5),
    p99Us: latency.quantile(0.99),
    generatorBusy: (cpu.user + cpu.system) / 1e6 / seconds,
    errors: [...errors].map(([message, times]) => `${message} (${times} times)`),
  };
}

/** Resolves with the socket when the broker let it in. */
function enter(plan: CrowdPlan, index: number): Promise<Socket> {
  const session = plan.sessions[index] as LoadSession;
  return new Promise((resolve, reject) => {
    const localAddress = `127.0.0.${2 + (index % sourceAddresses)}`;
    const callback = (bytes: number, buffer: Uint8Array): boolean => {
      if (bytes >= 4 && buffer[0] === 0x20) {
        if (buffer[3] === 0) resolve(socket);
        else reject(new Error(`the broker refused the login with code ${buffer[3]}`));
      }
      return true;
    };
    const socket = connect({ host: plan.host, port: plan.port, localAddress, noDelay: true, onread: { buffer: readBuffer, callback } });
    socket.once('connect', () => socket.write(connectPacket(session, keepAliveSeconds)));
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
  });
}
