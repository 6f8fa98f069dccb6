import type { Socket } from 'node:net';
import type { Endpoint } from '../peer.ts';
import { readProxyHeader } from './header.ts';

/** A proxy must have sent its whole header within this time; else the connection is closed. */
export const proxyHeaderWaitMs = 5_000;

export interface ProxyHead {
  /** The header was read: `source` is undefined where the proxy speaks for itself. What came after it is the next to be read; the socket is paused. */
  readonly known: (source: Endpoint | undefined) => void;
  readonly failed: (reason: string) => void;
}

/** Takes the PROXY header from the beginning of a connection; returns what cuts the attempt short. */
export function takeProxyHead(socket: Socket, { known, failed }: ProxyHead): () => void {
  let bytes: Buffer = Buffer.alloc(0);
  const late = setTimeout(() => end('proxy-header-late'), proxyHeaderWaitMs);
  const broken = () => end('proxy-header-missing');
  socket.on('data', read);
  socket.on('error', broken);
  socket.on('end', broken);
  socket.on('close', broken);
  return () => end('shutting-down');

  function read(chunk: Buffer): void {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    try {
      const header = readProxyHeader(bytes);
      if (header === undefined) return;
      leave();
      socket.pause();
      if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
      known(header.source);
    } catch {
      end('proxy-header-malformed');
    }
  }

  function end(reason: string): void {
    leave();
    // Its last words may be an error that nobody needs to hear.
    socket.on('error', () => {});
    socket.destroy();
    failed(reason);
  }

  function leave(): void {
    clearTimeout(late);
    socket.off('data', read);
    for (const event of ['error', 'end', 'close']) socket.off(event, broken);
  }
}
