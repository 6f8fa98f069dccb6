import assert from 'node:assert/strict';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { ProtocolError } from '../protocol.ts';
import { FrameReader } from './frame.ts';
import type { ProtocolLevel } from './level.ts';
import type { ReasonCode } from './reason.ts';

/** Hands the one packet in `bytes` to a parser. */
export function parse<T>(bytes: Uint8Array, parser: (first: number, bytes: Buffer, start: number, end: number) => T): T {
  const found: T[] = [];
  new FrameReader(1 << 20).feed(Buffer.from(bytes), (first, buffer, start, end) => found.push(parser(first, buffer, start, end)) > 0);
  assert.equal(found.length, 1);
  return found[0] as T;
}

/** What mqtt-packet, an independent implementation, reads from our bytes. */
export function oracle<C extends Packet['cmd']>(bytes: Buffer, level: ProtocolLevel, cmd: C): Extract<Packet, { cmd: C }> {
  const parser = mqttPacket.parser({ protocolVersion: level });
  const seen: Packet[] = [];
  parser.on('packet', (packet) => seen.push(packet));
  parser.on('error', (error) => assert.fail(error));
  parser.parse(bytes);
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.cmd, cmd);
  return seen[0] as Extract<Packet, { cmd: C }>;
}

/** Asserts that reading `bytes` is refused with this clause and reason, and that the clause is a rule and not a bug. */
export function refused(clause: string, code: ReasonCode, run: () => unknown): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ProtocolError, String(error));
    assert.deepEqual([error.clause, error.reason], [clause, code]);
    return true;
  });
}

/** A packet of these bytes behind a fixed header. */
export function frame(first: number, ...body: readonly (number | string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as Uint8Array))));
  assert.ok(content.length < 128);
  return Buffer.concat([Buffer.from([first, content.length]), content]);
}

/** A string with its length in front. */
export function field(value: string | Uint8Array): Buffer {
  const content = Buffer.from(value as Uint8Array);
  return Buffer.concat([Buffer.from([content.length >>> 8, content.length & 0xff]), content]);
}

export const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((value) => !value.includes('\0'));
export const topicName = text.filter((value) => !/[+#]/.test(value));
export const level = fc.constantFrom<ProtocolLevel>(3, 4, 5);
export const qos = fc.constantFrom<0 | 1 | 2>(0, 1, 2);
export const packetId = fc.integer({ min: 1, max: 65_535 });
/** User properties with distinct names: mqtt-packet gathers those of one name. */
export const userProperties = fc.dictionary(
  text.filter((name) => name !== '__proto__'),
  text,
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);

/** Copies without what is undefined, so that absent and undefined compare alike; buffers become arrays. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, plain(inner)]),
  );
}
