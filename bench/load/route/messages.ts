import { invariant } from '#core/invariant.ts';

/** Time of sending (8 bytes), publisher (4) and number of the message (4) stand at the start of every payload. */
export const stampBytes = 16;

/** Ready-made PUBLISH packets of one publisher, in one buffer so that k of them are one write. */
export interface MessageRing {
  readonly bytes: Buffer;
  readonly packetBytes: number;
  /** Twice the window, so that no packet is written anew before everybody has it. */
  readonly places: number;
  stamp(place: number, time: number, message: number): void;
}

/** A ring for a window; packet identifiers are 1…window, twice over. */
export function messageRing(topic: string, qos: 0 | 1, payloadBytes: number, window: number, publisher: number): MessageRing {
  invariant(payloadBytes >= stampBytes, `a payload has at least ${stampBytes} bytes`);
  const name = Buffer.from(topic);
  const rest = 2 + name.length + (qos === 1 ? 2 : 0) + payloadBytes;
  const head = rest < 128 ? [rest] : [(rest & 0x7f) | 0x80, rest >> 7];
  const packetBytes = 1 + head.length + rest;
  const places = window * 2;
  const bytes = Buffer.alloc(packetBytes * places, 0x78);
  const payloadAt = packetBytes - payloadBytes;
  for (let place = 0; place < places; place++) {
    const at = place * packetBytes;
    bytes.set([0x30 | (qos << 1), ...head, name.length >> 8, name.length & 0xff, ...name], at);
    if (qos === 1) bytes.writeUInt16BE((place % window) + 1, at + payloadAt - 2);
    bytes.writeUInt32BE(publisher, at + payloadAt + 8);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    bytes,
    packetBytes,
    places,
    stamp(place, time, message) {
      const at = place * packetBytes + payloadAt;
      view.setFloat64(at, time);
      view.setUint32(at + 12, message);
    },
  };
}
