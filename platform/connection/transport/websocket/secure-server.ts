import { createServer, type Server } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Peer } from '../peer.ts';
import { type WebSockets, webSocketPath } from './upgrade.ts';

/** After its TLS handshake a client must have asked for a WebSocket within this time; else the connection is closed. */
export const upgradeWaitMs = 10_000;
/** Headers of such a request; larger ones are refused. */
const upgradeHeaderBytesMax = 16 * 1024;

/** Speaks just enough HTTP to become a WebSocket: over TLS sockets that were accepted elsewhere. */
export interface SecureUpgrades {
  enter(secure: TLSSocket, peer: Peer): void;
  /** Closes those that are no WebSocket yet. */
  cut(): void;
}

export function createSecureUpgrades(webSockets: WebSockets, turnedAway: (reason: string) => void): SecureUpgrades {
  const peers = new Map<object, { readonly secure: TLSSocket; readonly peer: Peer }>();
  const server: Server = createServer({ maxHeaderSize: upgradeHeaderBytesMax, noDelay: true }, (_request, response) => {
    turnedAway('websocket-expected');
    const text = `here is MQTT over WebSocket, at ${webSocketPath}\n`;
    response.writeHead(426, { upgrade: 'websocket', connection: 'close', 'content-type': 'text/plain' }).end(text);
  });
  server.on('upgrade', (request, socket, head) => {
    const entered = peers.get(socket);
    if (entered === undefined) socket.destroy();
    else {
      peers.delete(socket);
      webSockets.upgradeFor(entered.peer, request, entered.secure, head);
    }
  });
  return { enter, cut };

  function enter(secure: TLSSocket, peer: Peer): void {
    peers.set(secure, { secure, peer });
    const late = setTimeout(() => {
      if (!peers.has(secure)) return;
      turnedAway('websocket-late');
      secure.destroy();
    }, upgradeWaitMs).unref();
    secure.once('close', () => {
      clearTimeout(late);
      peers.delete(secure);
    });
    server.emit('connection', secure);
  }

  function cut(): void {
    for (const { secure } of peers.values()) secure.destroy();
  }
}
