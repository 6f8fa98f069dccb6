import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { invariant } from '#core/invariant.ts';
import type { Logger } from '#core/logger.ts';
import type { Listener, ListenerView } from './listener.ts';
import { type Endpoint, type Peer, plainPeer } from './peer.ts';
import { createAddressRanges } from './proxy/address-ranges.ts';
import { openSocketServer } from './socket-server.ts';
import type { Certificates } from './tls/certificates.ts';
import { createCertificateReader } from './tls/client-certificate.ts';
import { createHandshakes } from './tls/handshakes.ts';
import type { Doorway } from './transport.ts';
import { createSecureUpgrades } from './websocket/secure-server.ts';
import { createWebSockets, type Upgrade, webSocketsMax } from './websocket/upgrade.ts';

/** Where to listen, and for what. */
export interface ListenWish {
  readonly kind: 'tcp' | 'tls' | 'wss';
  readonly bind: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface ListenerNeeds {
  readonly door: Doorway;
  /** Needed by TLS. */
  readonly certificates: Certificates | undefined;
  /** Addresses and ranges of proxies that tell whom they forward. */
  readonly proxies: readonly string[];
  readonly packetBytesMax: number;
  /** Of each listener; asked at each connection. */
  readonly connectionsMax: () => number;
  readonly log: Logger;
}

/** All ways in for MQTT. */
export interface MqttListeners {
  /** Rejects when the address is taken or not ours. */
  listen(wish: ListenWish): Promise<ListenerView>;
  /** MQTT over WebSocket on an HTTP server of somebody else. */
  readonly webSocket: Upgrade;
  /** Where that server listens: from now on it is among the listeners. */
  mounted(at: { readonly address: string; readonly port: number }): void;
  /** What is listened on now. */
  views(): readonly ListenerView[];
  /** Connections that ended before a byte of MQTT was read, by reason. */
  readonly turnedAway: ReadonlyMap<string, number>;
  /** Nobody gets in any more; who is in stays. */
  stopAccepting(): void;
  /** Resolves when the last connection has ended. */
  close(): Promise<void>;
}

/** What may be agreed on by ALPN: the registered name, and what devices of one cloud say. */
const mqttProtocols = ['mqtt', 'x-amzn-mqtt-ca'];
const httpProtocols = ['http/1.1'];

export function createMqttListeners({ door, certificates, proxies, packetBytesMax, connectionsMax, log }: ListenerNeeds): MqttListeners {
  const ranges = proxies.length === 0 ? undefined : createAddressRanges(proxies);
  const refusals = new Map<string, number>();
  const readCertificate = createCertificateReader();
  const webSockets = createWebSockets({ door, turnedAway, packetBytesMax, proxies: ranges });
  const open: Listener[] = [];
  let mountedAt: { readonly address: string; readonly port: number } | undefined;
  return {
    listen,
    webSocket: webSockets,
    mounted(at) {
      mountedAt = at;
    },
    views() {
      if (mountedAt === undefined) return open;
      return [...open, { ...mountedAt, name: `ws:${mountedAt.port}`, kind: 'ws', connections: webSockets.connections, max: webSocketsMax }];
    },
    turnedAway: refusals,
    stopAccepting,
    async close() {
      stopAccepting();
      await Promise.all(open.map((listener) => listener.close()));
    },
  };

  async function listen(wish: ListenWish): Promise<ListenerView> {
    const entrance = wish.kind === 'tcp' ? enterPlain() : enterSecure(wish.kind);
    const common = { ...wish, proxies: ranges, connectionsMax, turnedAway, log };
    const listener = await openSocketServer({ ...common, ...entrance });
    open.push(listener);
    return listener;
  }

  function enterPlain() {
    const enter = (socket: Socket, client: Endpoint): void => {
      const peer = plainPeer(client, 'tcp');
      if (!admitted(socket, peer)) return;
      if (socket.isPaused()) socket.resume();
      door.accept(socket, peer);
    };
    return { enter, cut: () => {} };
  }

  function enterSecure(kind: 'tls' | 'wss') {
    invariant(certificates !== undefined, 'TLS without certificates');
    const upgrades = kind === 'wss' ? createSecureUpgrades(webSockets, turnedAway) : undefined;
    const handshakes = createHandshakes({
      certificates,
      protocols: kind === 'wss' ? httpProtocols : mqttProtocols,
      failed: turnedAway,
      done(secure, client) {
        const peer = securePeer(secure, client, kind);
        if (upgrades === undefined) door.accept(secure, peer);
        else upgrades.enter(secure, peer);
      },
    });
    const enter = (socket: Socket, client: Endpoint): void => {
      if (admitted(socket, plainPeer(client, kind))) handshakes.start(socket, client);
    };
    return {
      enter,
      cut() {
        handshakes.cut();
        upgrades?.cut();
        handshakes.close();
      },
    };
  }

  function admitted(socket: Socket, peer: Peer): boolean {
    const reason = door.admit(peer);
    if (reason === undefined) return true;
    turnedAway(reason);
    socket.destroy();
    return false;
  }

  function securePeer(secure: TLSSocket, client: Endpoint, kind: 'tls' | 'wss'): Peer {
    return {
      ...plainPeer(client, kind),
      certificate: readCertificate(secure),
      alpn: secure.alpnProtocol || undefined,
      serverName: typeof secure.servername === 'string' ? secure.servername : undefined,
    };
  }

  function turnedAway(reason: string): void {
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  }

  function stopAccepting(): void {
    webSockets.stopAccepting();
    for (const listener of open) listener.stopAccepting();
  }
}
