import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import type { ProtocolLevel } from './level.ts';
import { field, frame, level, oracle, packetId, parse, qos, refused, topicName, userProperties } from './oracle.test.ts';
import { type ReasonCode, reason } from './reason.ts';
import { encodeSuback } from './suback.ts';
import { filtersPerPacketMax, parseSubscribe } from './subscribe.ts';
import { encodeUnsuback } from './unsuback.ts';
import { parseUnsubscribe } from './unsubscribe.ts';

const subscribe = (level: ProtocolLevel) => (first: number, bytes: Buffer, start: number, end: number) =>
  parseSubscribe(first, bytes, start, end, level);
const unsubscribe = (level: ProtocolLevel) => (first: number, bytes: Buffer, start: number, end: number) =>
  parseUnsubscribe(first, bytes, start, end, level);
const filter = fc
  .tuple(fc.array(fc.oneof(topicName, fc.constant('+')), { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([levels, rest]) => [...levels.map((part) => part.replaceAll('/', '')), ...(rest ? ['#'] : [])].join('/'))
  .filter((value) => value !== '' && !value.startsWith('$'));

test('SUBSCRIBE and UNSUBSCRIBE of every version are read as an independent encoder wrote them', () => {
  const subscription = fc.record({ topic: filter, qos, nl: fc.boolean(), rap: fc.boolean(), rh: fc.constantFrom(0, 1, 2) });
  const properties = fc.record({ subscriptionIdentifier: fc.integer({ min: 1, max: 268_435_455 }), userProperties }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      level,
      packetId,
      fc.array(subscription, { minLength: 1, maxLength: 9 }),
      properties,
      (level, messageId, subscriptions, properties) => {
        const options = { protocolVersion: level };
        const five = level === 5;
        const bytes = mqttPacket.generate({ cmd: 'subscribe', messageId, subscriptions, ...(five ? { properties } : {}) }, options);
        assert.deepEqual(parse(bytes, subscribe(level)), {
          packetId: messageId,
          subscriptionId: five ? (properties.subscriptionIdentifier ?? 0) : 0,
          subscriptions: subscriptions.map(({ topic, qos, nl, rap, rh }) => ({
            filter: topic,
            qos,
            noLocal: five && nl,
            retainAsPublished: five && rap,
            retainHandling: five ? rh : 0,
          })),
        });
        const filters = subscriptions.map(({ topic }) => topic);
        const bye = mqttPacket.generate({ cmd: 'unsubscribe', messageId, unsubscriptions: filters }, options);
        assert.deepEqual(parse(bye, unsubscribe(level)), { packetId: messageId, filters });
      },
    ),
  );
});

const a = field('a');
const cases: readonly (readonly [string, string, ProtocolLevel, Buffer, ReasonCode])[] = [
  ['MQTT-3.8.1-1', 'reserved flags', 4, frame(0x80, 0, 1, a, 0), reason.malformedPacket],
  ['MQTT-2.3.1-1', 'identifier 0', 4, frame(0x82, 0, 0, a, 0), reason.protocolError],
  ['MQTT-3.8.3-3', 'no filter', 4, frame(0x82, 0, 1), reason.protocolError],
  ['MQTT-3.8.3-3', 'no filter behind its properties', 5, frame(0x82, 0, 1, 0), reason.protocolError],
  ['MQTT-3.8.3-4', 'QoS 3', 4, frame(0x82, 0, 1, a, 3), reason.protocolError],
  ['MQTT-3.8.3-4', 'options of MQTT 5', 4, frame(0x82, 0, 1, a, 4), reason.malformedPacket],
  ['MQTT-1.5', 'a filter without options', 4, frame(0x82, 0, 1, a), reason.malformedPacket],
  ['MQTT5-3.8.3-5', 'reserved options', 5, frame(0x82, 0, 1, 0, a, 0x40), reason.malformedPacket],
  ['MQTT-3.8.3-4', 'QoS 3', 5, frame(0x82, 0, 1, 0, a, 3), reason.protocolError],
  ['MQTT5-3.8.3.1', 'retain handling 3', 5, frame(0x82, 0, 1, 0, a, 0x30), reason.protocolError],
  ['MQTT5-3.8.3-4', 'no-local on a share', 5, frame(0x82, 0, 1, 0, field('$share/g/a'), 4), reason.protocolError],
  ['MQTT5-2.2.2', 'subscription identifier 0', 5, frame(0x82, 0, 1, 2, 0x0b, 0, a, 0), reason.protocolError],
  ['MQTT5-2.2.2', 'two subscription identifiers', 5, frame(0x82, 0, 1, 4, 0x0b, 1, 0x0b, 2, a, 0), reason.protocolError],
  ['MQTT5-2.2.2', 'a topic alias', 5, frame(0x82, 0, 1, 3, 0x23, 0, 1, a, 0), reason.malformedPacket],
  ['MQTT5-4.8.2-1', 'a share without a name', 5, frame(0x82, 0, 1, 0, field('$share//a'), 0), reason.topicFilterInvalid],
  ['MQTT5-4.8.2-2', 'a wildcard in a share’s name', 5, frame(0x82, 0, 1, 0, field('$share/+/a'), 0), reason.topicFilterInvalid],
  ['MQTT5-4.8.2-2', 'a share without a filter', 5, frame(0x82, 0, 1, 0, field('$share/g'), 0), reason.topicFilterInvalid],
  ['MQTT5-4.8.2-2', 'a share with an empty filter', 5, frame(0x82, 0, 1, 0, field('$share/g/'), 0), reason.topicFilterInvalid],
  ['MQTT-4.7.3-1', 'an empty filter', 4, frame(0x82, 0, 1, field(''), 0), reason.protocolError],
  ['MQTT-4.7.1-2', '# before the last level', 4, frame(0x82, 0, 1, field('a/#/b'), 0), reason.topicFilterInvalid],
  ['MQTT-4.7.1-2', '# with other characters', 4, frame(0x82, 0, 1, field('a/b#'), 0), reason.topicFilterInvalid],
  ['MQTT-4.7.1-3', '+ with other characters', 4, frame(0x82, 0, 1, field('a+/b'), 0), reason.topicFilterInvalid],
  [
    'MQTT-1.5.3-1',
    'a filter that is not UTF-8 [MQTT-3.8.3-1]',
    4,
    frame(0x82, 0, 1, field(Buffer.from([0xc0])), 0),
    reason.malformedPacket,
  ],
];
for (const [clause, what, level, bytes, code] of cases) {
  test(`[${clause}] a SUBSCRIBE with ${what} is refused (level ${level})`, () =>
    refused(clause, code, () => parse(bytes, subscribe(level))));
}

test('[MQTT-3.10.1-1] [MQTT-3.10.3-2] an UNSUBSCRIBE with reserved flags or without a filter is refused', () => {
  refused('MQTT-3.10.1-1', reason.malformedPacket, () => parse(frame(0xa0, 0, 1, a), unsubscribe(4)));
  refused('MQTT-3.10.3-2', reason.protocolError, () => parse(frame(0xa2, 0, 1), unsubscribe(4)));
  refused('MQTT-3.10.3-2', reason.protocolError, () => parse(frame(0xa2, 0, 1, 0), unsubscribe(5)));
  refused('MQTT5-2.2.2', reason.malformedPacket, () => parse(frame(0xa2, 0, 1, 2, 0x0b, 1, a), unsubscribe(5)));
});

test('MQTT 3.1 may send SUBSCRIBE and UNSUBSCRIBE again with DUP', () => {
  assert.equal(parse(frame(0x8a, 0, 1, a, 1), subscribe(3)).subscriptions[0]?.qos, 1);
  assert.deepEqual(parse(frame(0xaa, 0, 1, a), unsubscribe(3)).filters, ['a']);
});

test('a packet has a bound on its filters', () => {
  const filters = Buffer.concat(Array.from({ length: filtersPerPacketMax + 1 }, () => a));
  const body = Buffer.concat([Buffer.from([0, 1]), filters]);
  refused('limit', reason.quotaExceeded, () => parseUnsubscribe(0xa2, body, 0, body.length, 4));
});

test('[MQTT-3.8.4-5] [MQTT5-3.8.4-6] SUBACK and UNSUBACK carry one code per filter, and MQTT 3.x knows one failure', () => {
  const codes = [reason.success, 2, reason.quotaExceeded] as const;
  const granted = (version: ProtocolLevel) => oracle(encodeSuback(version, 9, codes), version, 'suback');
  assert.deepEqual([granted(4).messageId, granted(4).granted], [9, [0, 2, 0x80]]);
  assert.deepEqual(granted(5).granted, [0, 2, 0x97]);
  const bye = oracle(encodeUnsuback(5, 8, [reason.success, reason.noSubscriptionExisted]), 5, 'unsuback');
  assert.deepEqual([bye.messageId, bye.granted], [8, [0, 0x11]]);
  assert.deepEqual([...encodeUnsuback(4, 8, [reason.success])], [0xb0, 2, 0, 8]);
});

test('[MQTT-3.10.3-1] an UNSUBSCRIBE with a filter that is not UTF-8 is refused', () =>
  refused('MQTT-1.5.3-1', reason.malformedPacket, () => parse(frame(0xa2, 0, 1, field(Buffer.from([0xc0]))), unsubscribe(4))));

test('[MQTT5-3.9.2-1] [MQTT5-3.9.2-2] [MQTT5-3.11.2-1] [MQTT5-3.11.2-2] SUBACK and UNSUBACK have no properties, which could make them too large', () => {
  assert.deepEqual([...encodeSuback(5, 1, [0x87])], [0x90, 4, 0, 1, 0, 0x87]);
  assert.deepEqual([...encodeUnsuback(5, 1, [0x11])], [0xb0, 4, 0, 1, 0, 0x11]);
});
