import type { Socket } from 'node:net';
import { plainAddress } from '#core/address.ts';

/** How somebody reaches us: plain TCP, TLS, WebSocket, or WebSocket over TLS. */
export type ListenerKind = 'tcp' | 'tls' | 'ws' | 'wss';

/** A client's certificate: the handshake proved that the peer has its key. Who may be trusted is for the authenticator to say. */
export interface PeerCertificate {
  /** DER. */
  readonly raw: Buffer;
  /** SHA-256 of `raw`: 64 lower-case hex digits. */
  readonly fingerprint256: string;
  /** One attribute a line, as in `CN=pump-1`. */
  readonly subject: string;
  /** DER of what the client sent along, from its issuer upwards. */
  readonly chain: readonly Buffer[];
}

/** Who is at the other end of a connection, as far as the transport knows. */
export interface Peer {
  /** IPv4 as such, also where it came over an IPv6 socket. */
  readonly address: string;
  readonly port: number;
  readonly listener: ListenerKind;
  /** It came from this very machine, and no proxy in between says otherwise. */
  readonly loopback: boolean;
  readonly certificate: PeerCertificate | undefined;
  /** The application protocol that the TLS handshake agreed on. */
  readonly alpn: string | undefined;
  /** The name that the client asked for (SNI). */
  readonly serverName: string | undefined;
}

/** One end of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** A proxy says so. */
  readonly forwarded?: true;
}

export function endpointOf(socket: Socket): Endpoint {
  return { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
}

/** A peer without TLS. */
export function plainPeer({ address, port, forwarded }: Endpoint, listener: ListenerKind): Peer {
  return {
    address,
    port,
    listener,
    loopback: forwarded !== true && isLoopback(address),
    certificate: undefined,
    alpn: undefined,
    serverName: undefined,
  };
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
