import type { Accept } from '../transport/transport.ts';
import type { MqttGateway } from './gateway.ts';
import { drainMs, sweepMs } from './limits.ts';
import { MqttSession } from './session.ts';

/** What all listeners hand their connections to. */
export interface Acceptor {
  readonly accept: Accept;
  /** Waits for what was read to be acknowledged (at most `drainMs`), and ends all connections. */
  drain(): Promise<void>;
}

export function createAcceptor(gateway: MqttGateway): Acceptor {
  const sessions = new Set<MqttSession>();
  gateway.ingest.onCongestion((congested) => {
    for (const session of sessions) session.congestion(congested);
  });
  setInterval(() => {
    gateway.now = gateway.clock();
    for (const session of sessions) session.sweep(gateway.now);
  }, sweepMs).unref();
  return { accept, drain };

  function accept(...[transport, peer]: Parameters<Accept>): void {
    const session = new MqttSession(gateway, transport, peer);
    sessions.add(session);
    gateway.counters.connections++;
    transport.on('close', () => {
      sessions.delete(session);
      gateway.counters.connections--;
    });
  }

  async function drain(): Promise<void> {
    const deadline = Date.now() + drainMs;
    while (sessions.size > 0) {
      for (const session of sessions) {
        if (Date.now() > deadline) session.end('shutting-down');
        else session.drain();
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
