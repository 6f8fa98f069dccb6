import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Transport } from '../transport.ts';

/** While more than this waits to be sent, pings are not answered: who floods us with them and does not read fills no memory. */
const pongBacklogBytesMax = 64 * 1024;

/** Close codes of RFC 6455 §7.4.1. */
const normalClosure = 1000;
const unsupportedData = 1003;
const abnormalClosure = 1006;
const binary = { binary: true, compress: false } as const;

/** MQTT over WebSocket (§6.0) as a stream: packets may lie across frames, and several in one [MQTT-6.0.0-2]. */
export function createWebSocketTransport(ws: WebSocket, socket: Socket): Transport {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => ws.resume(),
    // Called back when the network has taken the bytes, so that what waits is counted by the stream.
    write: (chunk: Buffer, _encoding, written) => ws.send(chunk, binary, written),
    writev: (chunks, written) => ws.send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), binary, written),
    final(finished) {
      if (ws.readyState === ws.CLOSED) return finished();
      ws.once('close', () => finished());
      ws.close(normalClosure);
    },
    destroy(error, destroyed) {
      ws.terminate();
      destroyed(error);
    },
  });

  ws.on('message', (data, isBinary) => {
    if (stream.destroyed) return;
    if (!isBinary) {
      // [MQTT-6.0.0-1]: any other data frame ends the connection.
      ws.close(unsupportedData, 'MQTT comes in binary frames');
      stream.destroy();
    } else if (!stream.push(data)) ws.pause();
  });
  ws.on('ping', (data) => {
    if (ws.bufferedAmount < pongBacklogBytesMax) ws.pong(data);
  });
  ws.on('error', (error) => stream.destroy(error));
  ws.on('close', (code) => {
    // After a clean end what was read and waits is still wanted.
    if (code === abnormalClosure) stream.destroy();
    else if (!stream.readableEnded) stream.push(null);
  });

  return Object.assign(stream, {
    destroySoon() {
      if (stream.writableFinished) stream.destroy();
      else {
        stream.once('finish', () => stream.destroy());
        stream.end();
      }
    },
    setTimeout(ms: number, callback?: () => void) {
      socket.setTimeout(ms, callback);
      return stream;
    },
  }) as unknown as Transport;
}
