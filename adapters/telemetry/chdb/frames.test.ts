import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFrameReader, frameBytesMax, frameHeader, frameKinds } from './frames.ts';

test('frames survive being cut at any byte', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), fc.integer({ min: 1, max: 20 }), (payloads, cut) => {
      const wire = Buffer.concat(payloads.flatMap((payload, id) => [frameHeader(id, frameKinds.chunk, payload.length), payload]));
      const seen: { id: number; kind: number; payload: Uint8Array }[] = [];
      const read = createFrameReader((id, kind, payload) => seen.push({ id, kind, payload: Uint8Array.from(payload) }));
      for (let at = 0; at < wire.length; at += cut) read(wire.subarray(at, at + cut));
      assert.deepEqual(
        seen,
        payloads.map((payload, id) => ({ id, kind: frameKinds.chunk, payload: Uint8Array.from(payload) })),
      );
    }),
  );
});

test('a frame beyond the bound is refused before memory is taken for it', () => {
  const read = createFrameReader(() => assert.fail('no frame expected'));
  assert.throws(() => read(frameHeader(1, frameKinds.chunk, frameBytesMax + 1)), /longer than/);
});
