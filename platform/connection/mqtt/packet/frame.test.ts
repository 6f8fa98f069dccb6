import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol.ts';
import { FrameReader, type OnPacket } from './frame.ts';

/** A packet as bytes: fixed header with a remaining length of one to four bytes. */
function packet(first: number, body: Uint8Array): Buffer {
  const header = [first];
  let rest = body.length;
  do {
    header.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), body]);
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length));
}

test('packets come out whole and in order however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 400 })), { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      fc.array(fc.boolean(), { maxLength: 40 }),
      (packets, places, takes) => {
        const stream = Buffer.concat(packets.map(([first, body]) => packet(first, body)));
        const seen: [number, number[]][] = [];
        const reader = new FrameReader(1000);
        const take: OnPacket = (first, bytes, start, end) => {
          if (takes.shift() === false) return false;
          seen.push([first, [...bytes.subarray(start, end)]]);
          return true;
        };
        for (const chunk of cut(stream, places)) {
          // The reader must not keep views of a chunk that the socket will reuse.
          const reused = Buffer.from(chunk);
          reader.feed(reused, take);
          reused.fill(0xee);
          // Sometimes more arrives while a packet waits, sometimes it is asked for again before.
          if (takes.shift() !== false) while (reader.holding) reader.feed(Buffer.alloc(0), take);
        }
        while (reader.holding) reader.feed(Buffer.alloc(0), take);
        assert.deepEqual(
          seen,
          packets.map(([first, body]) => [first, [...body]]),
        );
      },
    ),
  );
});

test('a large packet that arrives byte by byte comes out once', () => {
  const body = Buffer.alloc(20_000, 7);
  const reader = new FrameReader(1_000_000);
  let seen = 0;
  for (const byte of packet(0x30, body)) {
    reader.feed(Buffer.from([byte]), (_first, bytes, start, end) => {
      seen++;
      assert.ok(bytes.subarray(start, end).equals(body));
      return true;
    });
  }
  assert.equal(seen, 1);
});

test('a declared length over the bound is refused before anything of it arrived', () => {
  const reader = new FrameReader(100);
  assert.throws(() => reader.feed(Buffer.from([0x30, 0x80, 0x01]), () => true), ProtocolError);
});

test('[MQTT-2.2.3] a remaining length of five bytes is refused', () => {
  const reader = new FrameReader(1_000_000_000);
  assert.throws(() => reader.feed(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), () => true), /more than four bytes/);
});
