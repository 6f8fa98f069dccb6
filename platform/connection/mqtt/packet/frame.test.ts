import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol.ts';
import { FrameReader } from './frame.ts';

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
      (packets, places) => {
        const stream = Buffer.concat(packets.map(([first, body]) => packet(first, body)));
        const seen: [number, number[]][] = [];
        const reader = new FrameReader(1000);
        for (const chunk of cut(stream, places)) {
          // The reader must not keep views of a chunk that the socket will reuse.
          const reused = Buffer.from(chunk);
          reader.feed(reused, (first, bytes, start, end) => seen.push([first, [...bytes.subarray(start, end)]]));
          reused.fill(0xee);
        }
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
    });
  }
  assert.equal(seen, 1);
});

test('a declared length over the bound is refused before anything of it arrived', () => {
  const reader = new FrameReader(100);
  assert.throws(() => reader.feed(Buffer.from([0x30, 0x80, 0x01]), () => {}), ProtocolError);
});

test('[MQTT-2.2.3] a remaining length of five bytes is refused', () => {
  const reader = new FrameReader(1_000_000_000);
  assert.throws(() => reader.feed(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), () => {}), /more than four bytes/);
});
