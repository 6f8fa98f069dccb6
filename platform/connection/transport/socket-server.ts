import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Logger } from '#core/logger.ts';
import { backlogMax, type Listener } from './listener.ts';
import { type Endpoint, endpointOf, type ListenerKind } from './peer.ts';
import type { AddressRanges } from './proxy/address-ranges.ts';
import { takeProxyHead } from './proxy/head.ts';

export interface SocketServerOptions {
  readonly kind: ListenerKind;
  readonly bind: string;
  readonly port: number;
  /** From these addresses every connection begins with a PROXY header; from others none does. */
  readonly proxies: AddressRanges | undefined;
  /** Gets a socket whose next byte is the client's first; it may be paused. */
  readonly enter: (socket: Socket, client: Endpoint) => void;
  /** Asked at each connection. */
  readonly connectionsMax: () => number;
  readonly turnedAway: (reason: string) => void;
  /** Cuts off who is on the way in. */
  readonly cut: () => void;
  readonly log: Logger;
}

/** Listens on TCP, over IPv6 and IPv4 where `bind` is `::`. Rejects when the address is taken or not ours. */
export async function openSocketServer(options: SocketServerOptions): Promise<Listener> {
  const { kind, bind, proxies, enter, connectionsMax, turnedAway, log } = options;
  const pending = new Set<() => void>();
  let connections = 0;
  // One function for all connections: a closure for each would be most of what an idle one costs here.
  const left = (): void => {
    connections--;
  };
  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    socket.on('close', left);
    if (connections > connectionsMax()) {
      turnedAway('listener-full');
      socket.destroy();
    } else if (proxies?.has(socket.remoteAddress ?? '') === true) enterByProxy(socket);
    else enter(socket, endpointOf(socket));
  });
  server.listen({ host: bind, port: options.port, backlog: backlogMax });
  await once(server, 'listening');
  server.on('error', (err) => {
    turnedAway('accept-failed');
    log.error({ err, listener: kind }, 'a connection could not be taken');
  });
  const closed = once(server, 'close').then(() => {});
  const { address, port } = server.address() as AddressInfo;

  return {
    ...{ name: `${kind}:${port}`, kind, address, port, stopAccepting },
    get connections() {
      return connections;
    },
    get max() {
      return connectionsMax();
    },
    close() {
      stopAccepting();
      return closed;
    },
  };

  function enterByProxy(socket: Socket): void {
    const proxy = endpointOf(socket);
    const cut = takeProxyHead(socket, {
      known(source) {
        pending.delete(cut);
        enter(socket, source === undefined ? proxy : { ...source, forwarded: true });
      },
      failed(reason) {
        pending.delete(cut);
        turnedAway(reason);
      },
    });
    pending.add(cut);
  }

  function stopAccepting(): void {
    if (!server.listening) return;
    server.close();
    for (const cut of pending) cut();
    options.cut();
  }
}
