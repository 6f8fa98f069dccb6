import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { explainedPacketBytesMin, reasonCharactersMax } from '../limits.ts';
import { type AckType, ackBytesMax, createAckView, encodeAck, readAck, writeAck } from './acks.ts';
import type { ProtocolLevel } from './level.ts';
import { frame, level, oracle, packetId, parse, refused } from './oracle.test.ts';
import { type ReasonCode, reason } from './reason.ts';

const names = { 4: 'puback', 5: 'pubrec', 6: 'pubrel', 7: 'pubcomp' } as const;
const type = fc.constantFrom<AckType>(4, 5, 6, 7);

function read(type: AckType, bytes: Buffer, level: ProtocolLevel) {
  const view = createAckView();
  parse(bytes, (first, buffer, start, end) => readAck(view, type, first, buffer, start, end, level));
  return view;
}

test('acknowledgements of every version are read as an independent encoder wrote them, and written so that it reads them', () => {
  fc.assert(
    fc.property(type, level, packetId, fc.boolean(), fc.boolean(), (type, level, messageId, fails, explained) => {
      const code = !fails || level !== 5 ? reason.success : type < 6 ? reason.quotaExceeded : reason.packetIdentifierNotFound;
      const properties = explained && level === 5 ? { properties: { reasonString: 'why', userProperties: { a: 'b' } } } : {};
      const theirs = mqttPacket.generate({ cmd: names[type], messageId, reasonCode: code, ...properties }, { protocolVersion: level });
      assert.deepEqual(read(type, theirs, level), { packetId: messageId, reason: code });
      const ours = Buffer.alloc(ackBytesMax);
      const length = writeAck(ours, 0, type, messageId, code, level);
      const seen = oracle(ours.subarray(0, length), level, names[type]);
      assert.deepEqual([seen.messageId, seen.reasonCode ?? 0], [messageId, code]);
    }),
  );
});

test('an acknowledgement of MQTT 5 may say why', () => {
  const seen = oracle(encodeAck(4, 7, reason.quotaExceeded, 5, 'the quota is used up'), 5, 'puback');
  assert.deepEqual([seen.messageId, seen.reasonCode, seen.properties?.reasonString], [7, 0x97, 'the quota is used up']);
  assert.deepEqual([...encodeAck(4, 7, reason.quotaExceeded, 4, 'the quota is used up')], [0x40, 2, 0, 7]);
});

const cases: readonly (readonly [string, string, AckType, ProtocolLevel, Buffer, ReasonCode])[] = [
  ['MQTT-2.2.2-2', 'reserved flags', 4, 4, frame(0x41, 0, 1), reason.malformedPacket],
  ['MQTT-3.6.1-1', 'the flags of others on a PUBREL', 6, 5, frame(0x60, 0, 1), reason.malformedPacket],
  ['MQTT-2.3.1-1', 'identifier 0', 5, 4, frame(0x50, 0, 0), reason.protocolError],
  ['MQTT-3.4', 'half an identifier', 5, 4, frame(0x50, 0), reason.malformedPacket],
  ['MQTT-3.4', 'a reason in MQTT 3.1.1', 4, 4, frame(0x40, 0, 1, 0), reason.malformedPacket],
  ['MQTT5-3.4.2-1', 'a reason of another packet [MQTT5-3.5.2-1]', 4, 5, frame(0x40, 0, 1, 0x92), reason.protocolError],
  [
    'MQTT5-3.4.2-1',
    'a reason of a PUBACK on a PUBREL [MQTT5-3.6.2-1] [MQTT5-3.7.2-1]',
    6,
    5,
    frame(0x62, 0, 1, 0x97),
    reason.protocolError,
  ],
  ['MQTT5-2.2.2', 'a property of another packet', 4, 5, frame(0x40, 0, 1, 0, 3, 0x23, 0, 1), reason.malformedPacket],
  ['MQTT5-2.2.2', 'two reason strings', 7, 5, frame(0x70, 0, 1, 0, 6, 0x1f, 0, 0, 0x1f, 0, 0), reason.protocolError],
  ['MQTT5-3.4', 'bytes after its properties', 4, 5, frame(0x40, 0, 1, 0, 0, 9), reason.malformedPacket],
];
for (const [clause, what, type, level, bytes, code] of cases) {
  test(`[${clause}] an acknowledgement with ${what} is refused`, () => refused(clause, code, () => read(type, bytes, level)));
}

test('MQTT 3.1 may send PUBREL again with DUP', () => {
  assert.equal(read(6, frame(0x6a, 0, 7), 3).packetId, 7);
});

test('[MQTT5-3.4.2-2] [MQTT5-3.5.2-2] the longest explanation fits every client that gets one', () => {
  const longest = '\u{fffd}'.repeat(reasonCharactersMax);
  for (const type of [4, 5] as const) {
    assert.ok(encodeAck(type, 65_535, reason.notAuthorized, 5, longest).length <= explainedPacketBytesMin);
  }
});

test('[MQTT5-3.4.2-3] [MQTT5-3.5.2-3] [MQTT5-3.6.2-2] [MQTT5-3.6.2-3] [MQTT5-3.7.2-2] [MQTT5-3.7.2-3] what is not explained has no properties', () => {
  for (const type of [4, 5, 6, 7] as const) {
    const bytes = Buffer.alloc(ackBytesMax);
    assert.equal(writeAck(bytes, 0, type, 7, reason.packetIdentifierNotFound, 5), 5);
    assert.deepEqual([...bytes], [(type << 4) | (type === 6 ? 2 : 0), 3, 0, 7, 0x92]);
  }
});
