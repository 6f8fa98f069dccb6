import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { MqttGateway } from './gateway.ts';
import { connectionsMax, drainMs, sweepMs } from './limits.ts';
import { MqttSession } from './session.ts';

export interface MqttListener {
  readonly port: number;
  /** Stops accepting, waits for what was read to be acknowledged (at most `drainMs`), closes. */
  close(): Promise<void>;
}

/** Accepts MQTT over TCP. Rejects when the address is taken or not ours. */
export async function listenMqtt(gateway: MqttGateway, bind: string, port: number): Promise<MqttListener> {
  const sessions = new Set<MqttSession>();
  const server = createServer({ noDelay: true }, (socket) => {
    const session = new MqttSession(gateway, socket);
    sessions.add(session);
    gateway.counters.connections++;
    socket.on('close', () => {
      sessions.delete(session);
      gateway.counters.connections--;
    });
  });
  server.maxConnections = connectionsMax;
  server.listen({ host: bind, port, backlog: 1024 });
  await once(server, 'listening');

  const stopCongestion = gateway.ingest.onCongestion((congested) => {
    for (const session of sessions) session.congestion(congested);
  });
  const sweep = setInterval(() => {
    gateway.now = gateway.clock();
    for (const session of sessions) session.sweep(gateway.now);
  }, sweepMs);

  return { port: (server.address() as AddressInfo).port, close };

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    const deadline = Date.now() + drainMs;
    const again = setInterval(() => {
      for (const session of sessions) {
        if (Date.now() > deadline) session.end('shutting-down');
        else session.drain();
      }
    }, 20);
    for (const session of sessions) session.drain();
    await closed;
    clearInterval(again);
    clearInterval(sweep);
    stopCongestion();
  }
}
