import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { encodeAuth, parseAuth } from './auth.ts';
import { encodeDisconnect, parseDisconnect } from './disconnect.ts';
import { checkEmpty, pingresp } from './empty.ts';
import type { ProtocolLevel } from './level.ts';
import { field, frame, oracle, parse, refused } from './oracle.test.ts';
import { type ReasonCode, reason } from './reason.ts';

const disconnect = (level: ProtocolLevel) => (first: number, bytes: Buffer, start: number, end: number) =>
  parseDisconnect(first, bytes, start, end, level);
const nothing = { sessionExpirySeconds: undefined };

test('DISCONNECT is read as an independent encoder wrote it', () => {
  for (const version of [3, 4, 5] as const) {
    assert.deepEqual(parse(frame(0xe0), disconnect(version)), { reason: 0, ...nothing });
  }
  assert.deepEqual(parse(frame(0xe0, 4), disconnect(5)), { reason: 4, ...nothing });
  const properties = { sessionExpiryInterval: 7, reasonString: 'bye', userProperties: { a: 'b' } };
  const bytes = mqttPacket.generate({ cmd: 'disconnect', reasonCode: 4, properties }, { protocolVersion: 5 });
  assert.deepEqual(parse(bytes, disconnect(5)), { reason: 4, sessionExpirySeconds: 7 });
});

const cases: readonly (readonly [string, string, ProtocolLevel, Buffer, ReasonCode])[] = [
  ['MQTT-3.14.1-1', 'reserved flags', 4, frame(0xe1), reason.malformedPacket],
  ['MQTT-3.14.1-1', 'a body in MQTT 3.1.1', 4, frame(0xe0, 0), reason.malformedPacket],
  ['MQTT5-3.14.2-1', 'a reason that only servers have', 5, frame(0xe0, 0x8b), reason.protocolError],
  ['MQTT5-2.2.2', 'a server reference', 5, frame(0xe0, 0, 4, 0x1c, field('x')), reason.malformedPacket],
  ['MQTT5-3.14', 'bytes after its properties', 5, frame(0xe0, 0, 0, 1), reason.malformedPacket],
];
for (const [clause, what, level, bytes, code] of cases) {
  test(`[${clause}] a DISCONNECT with ${what} is refused`, () => refused(clause, code, () => parse(bytes, disconnect(level))));
}

test('[MQTT5-3.14.2-3] a farewell says why, and less where the client takes no packet of that size', () => {
  const farewell = { reason: reason.serverMoved, reasonString: 'we moved', serverReference: 'other.example' };
  const seen = oracle(encodeDisconnect(farewell), 5, 'disconnect');
  assert.deepEqual([seen.reasonCode, seen.properties?.reasonString, seen.properties?.serverReference], [0x9d, 'we moved', 'other.example']);
  assert.equal(oracle(encodeDisconnect(farewell, 30), 5, 'disconnect').properties?.reasonString, undefined);
  assert.deepEqual([...encodeDisconnect({ reason: reason.sessionTakenOver })], [0xe0, 2, 0x8e, 0]);
});

test('[MQTT5-3.15.2-2] [MQTT5-3.15.2-3] AUTH is read as an independent encoder wrote it, and written without words so that it reads it', () => {
  const properties = { authenticationMethod: 'SCRAM-SHA-256', authenticationData: Buffer.from('abc') };
  const bytes = mqttPacket.generate({ cmd: 'auth', reasonCode: 0x18, properties }, { protocolVersion: 5 });
  const auth = { reason: reason.continueAuthentication, authMethod: 'SCRAM-SHA-256', authData: Buffer.from('abc') };
  assert.deepEqual(parse(bytes, parseAuth), auth);
  const seen = oracle(encodeAuth(auth), 5, 'auth');
  assert.deepEqual([seen.reasonCode, seen.properties?.authenticationMethod], [0x18, 'SCRAM-SHA-256']);
  assert.deepEqual(seen.properties?.authenticationData, Buffer.from('abc'));
});

test('[MQTT5-3.15.1-1] [MQTT5-3.15.2-1] an AUTH with reserved flags, a server’s reason or no method is refused', () => {
  refused('MQTT5-3.15.1-1', reason.malformedPacket, () => parse(frame(0xf1, 0x18, 0), parseAuth));
  refused('MQTT5-3.15.2-1', reason.protocolError, () => parse(frame(0xf0), parseAuth));
  refused('MQTT5-3.15.2-1', reason.protocolError, () => parse(frame(0xf0, 0x87, 0), parseAuth));
  refused('MQTT5-3.15.2', reason.protocolError, () => parse(frame(0xf0, 0x18, 0), parseAuth));
});

test('[MQTT-2.2.2-2] PINGREQ has neither flags nor a body, and its answer is two bytes', () => {
  const ping = (first: number, _bytes: Buffer, start: number, end: number) => checkEmpty(first, start, end);
  parse(frame(0xc0), ping);
  refused('MQTT-2.2.2-2', reason.malformedPacket, () => parse(frame(0xc1), ping));
  refused('MQTT-3.12', reason.malformedPacket, () => parse(frame(0xc0, 1), ping));
  assert.deepEqual([...pingresp], [0xd0, 0]);
});
