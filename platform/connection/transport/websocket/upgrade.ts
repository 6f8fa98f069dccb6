import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { plainAddress } from '#core/address.ts';
import { type Endpoint, endpointOf, type Peer, plainPeer } from '../peer.ts';
import type { AddressRanges } from '../proxy/address-ranges.ts';
import type { Doorway } from '../transport.ts';
import { createWebSocketTransport } from './websocket-transport.ts';

/** Open WebSockets on the platform's HTTP port, which has to keep some for people; further ones are answered 503. */
export const webSocketsMax = 15_000;
/** How much larger than the largest packet a WebSocket message may be, as it may hold several; a larger one ends the connection. */
export const messageSpareBytes = 64 * 1024;

export const webSocketPath = '/mqtt';

/** Takes over upgrade requests of one path of an HTTP server. */
export interface Upgrade {
  readonly path: string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface UpgradeOptions {
  readonly door: Doorway;
  readonly turnedAway: (reason: string) => void;
  readonly packetBytesMax: number;
  /** What these say of whom they forward is believed. */
  readonly proxies: AddressRanges | undefined;
}

/** WebSockets as connections. */
export interface WebSockets extends Upgrade {
  /** The same for a request whose peer is known better than its socket tells. */
  upgradeFor(peer: Peer, request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Those that came in by `upgrade`. */
  readonly connections: number;
  stopAccepting(): void;
}

// The first that a client offers too; `mqttv3.1` is what clients said before MQTT 3.1.1 named it.
const protocols = ['mqtt', 'mqttv3.1'] as const;

export function createWebSockets({ door, turnedAway, packetBytesMax, proxies }: UpgradeOptions): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: packetBytesMax + messageSpareBytes,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  let connections = 0;
  let accepting = true;
  return {
    path: webSocketPath,
    upgrade,
    upgradeFor,
    get connections() {
      return connections;
    },
    stopAccepting() {
      accepting = false;
    },
  };

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const peer = plainPeer(clientOf(request), 'ws');
    const reason = connections >= webSocketsMax ? 'listener-full' : door.admit(peer);
    if (reason !== undefined) {
      refuse(socket, 503, reason);
      return;
    }
    connections++;
    socket.once('close', () => connections--);
    // An HTTP server hands over the sockets that it accepted, which are TCP's.
    upgradeFor(peer, request, socket as Socket, head);
  }

  function upgradeFor(peer: Peer, request: IncomingMessage, socket: Socket, head: Buffer): void {
    // [MQTT-6.0.0-3]: the client offers `mqtt`; [MQTT-6.0.0-4]: which is what it is answered.
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!accepting) refuse(socket, 503, 'shutting-down');
    else if (!protocols.some((protocol) => offered.includes(protocol))) refuse(socket, 400, 'websocket-protocol');
    else server.handleUpgrade(request, socket, head, (ws) => door.accept(createWebSocketTransport(ws, socket), peer));
  }

  function refuse(socket: Duplex, status: number, reason: string): void {
    turnedAway(reason);
    const text = status === 400 ? 'MQTT over WebSocket needs the subprotocol mqtt\n' : '';
    socket.on('error', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    );
  }

  function clientOf({ socket, headers }: IncomingMessage): Endpoint {
    const direct = endpointOf(socket);
    if (proxies?.has(direct.address) !== true) return direct;
    // Each proxy appends whom it got the request from: the last that is none of ours is the client.
    const hops = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => plainAddress(hop.trim()));
    const client = hops.findLast((hop) => isIP(hop) !== 0 && !proxies.has(hop));
    return client === undefined ? direct : { address: client, port: 0, forwarded: true };
  }
}
