import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Endpoint } from '../peer.ts';
import type { Certificates } from './certificates.ts';
import { handshakeFailure } from './handshake-failure.ts';

/** A TLS handshake must be over within this time; else the connection is closed. */
export const handshakeMs = 10_000;
/** Handshakes of one listener at a time; further connections wait, unread, for their turn. */
export const handshakesMax = 1_000;
/** Connections of one listener that wait for their turn to shake hands; further ones are closed. */
export const handshakesWaitingMax = 10_000;
/** A connection whose turn to shake hands has not come within this time, as long as many clients wait for an answer, is closed. */
export const handshakeTurnMs = 30_000;

export interface HandshakeOptions {
  readonly certificates: Certificates;
  /** What may be agreed on by ALPN; a client that offers other protocols only is refused, one that offers none is not. */
  readonly protocols: readonly string[];
  readonly done: (secure: TLSSocket, client: Endpoint) => void;
  readonly failed: (reason: string) => void;
  /** For tests: how many at a time, and how many may wait. */
  readonly bounds?: { readonly atOnce: number; readonly waiting: number };
}

/** TLS over sockets that were accepted already. */
export interface Handshakes {
  start(socket: Socket, client: Endpoint): void;
  /** Closes what is under way or waits. */
  cut(): void;
  close(): void;
}

interface Arrival {
  readonly socket: Socket;
  readonly client: Endpoint;
  readonly key: string;
  readonly at: number;
}

/** Client certificates are asked for; having none, or one of any issuer, is fine here. */
export function createHandshakes({ certificates, protocols, done, failed, bounds }: HandshakeOptions): Handshakes {
  const { atOnce, waiting: waitingMost } = bounds ?? { atOnce: handshakesMax, waiting: handshakesWaitingMax };
  const underway = new Map<string, Arrival>();
  const waiting = new Map<string, Arrival>();
  const server = createServer({
    ...certificates.context,
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
    ALPNProtocols: [...protocols],
    SNICallback: (name, answer) => answer(null, certificates.contextFor(name)),
  });
  const unsubscribe = certificates.onChange(() => server.setSecureContext(certificates.context));
  server.on('secureConnection', (secure) => {
    const arrival = underway.get(keyOf(secure));
    if (arrival === undefined) {
      secure.destroy();
      return;
    }
    leave(arrival);
    // Whoever let it in has seen this certificate; a new handshake could show another.
    secure.disableRenegotiation();
    done(secure, arrival.client);
  });
  let stopped = false;
  // The server closes the sockets of failed handshakes itself.
  server.on('tlsClientError', (error) => {
    if (!stopped) failed(handshakeFailure(error));
  });
  const turns = setInterval(dropLate, 1_000).unref();
  return { start, cut, close };

  function start(socket: Socket, client: Endpoint): void {
    const arrival = { socket, client, key: keyOf(socket), at: performance.now() };
    socket.on('error', ignore);
    socket.once('close', () => leave(arrival));
    // It is gone already, and with it what tells it from others.
    if (socket.remotePort === undefined) refuse(arrival, 'tls-connection-lost');
    else if (underway.size < atOnce) begin(arrival);
    else if (waiting.size < waitingMost) waiting.set(arrival.key, arrival);
    else refuse(arrival, 'tls-crowded');
  }

  function begin(arrival: Arrival): void {
    underway.set(arrival.key, arrival);
    server.emit('connection', arrival.socket);
  }

  /** A handshake is over, or its socket gone: the one that waits longest is next. */
  function leave(arrival: Arrival): void {
    // The name of a connection may belong to the next one by the time that we hear of its end.
    const { key } = arrival;
    if (waiting.get(key) === arrival) waiting.delete(key);
    if (underway.get(key) !== arrival) return;
    underway.delete(key);
    const next = waiting.values().next().value;
    if (next === undefined) return;
    waiting.delete(next.key);
    begin(next);
  }

  function dropLate(): void {
    const oldest = performance.now() - handshakeTurnMs;
    for (const arrival of waiting.values()) {
      if (arrival.at > oldest) return;
      waiting.delete(arrival.key);
      refuse(arrival, 'tls-crowded');
    }
  }

  function refuse({ socket }: Arrival, reason: string): void {
    failed(reason);
    socket.destroy();
  }

  function cut(): void {
    stopped = true;
    const arrivals = [...waiting.values(), ...underway.values()];
    waiting.clear();
    for (const arrival of arrivals) refuse(arrival, 'shutting-down');
  }

  function close(): void {
    clearInterval(turns);
    unsubscribe();
  }
}

/** What names a connection while it is open; the TLS socket over it gives the same. */
function keyOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

// The TLS socket over it tells what there is to tell.
function ignore(): void {}
