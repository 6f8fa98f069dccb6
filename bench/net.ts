import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const probeIntervalMs = 50;

/** True as soon as something accepts on the loopback port, false after the time. */
export async function accepts(port: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    const socket = connect({ host: '127.0.0.1', port });
    const ok = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
    socket.destroy();
    if (ok) return true;
    await delay(probeIntervalMs);
  }
  return false;
}
