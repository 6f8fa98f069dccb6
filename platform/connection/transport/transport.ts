import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Peer } from './peer.ts';

/**
 * What a connection needs of its socket. TCP and TLS sockets go through as they are; WebSocket frames are hidden in a stream that behaves like
 * one: `writableLength` counts what the peer has not taken yet, and `pause` stops reading from the network.
 */
export type Transport = Duplex & Pick<Socket, 'destroySoon' | 'setTimeout'>;

/** Takes over a connection of which no byte has been read as MQTT. */
export type Accept = (transport: Transport, peer: Peer) => void;

/** What is behind every listener. */
export interface Doorway {
  readonly accept: Accept;
  /** Asked before anything is read; a reason closes the socket at once. */
  readonly admit: (peer: Peer) => string | undefined;
}
