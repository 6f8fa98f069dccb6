import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { ProtocolError } from '../protocol.ts';
import { parseConnect } from './connect.ts';
import type { ProtocolLevel } from './level.ts';
import { field, frame, level, oracle, parse, plain, qos, refused, text, topicName, userProperties } from './oracle.test.ts';
import { type ReasonCode, reason } from './reason.ts';

const neverExpires = 0xffff_ffff;
const long = fc.integer({ min: 0, max: 0xffff_ffff });
const data = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const willProperties = fc.record(
  {
    willDelayInterval: long,
    messageExpiryInterval: long,
    contentType: text,
    responseTopic: topicName,
    correlationData: data,
    userProperties,
  },
  { requiredKeys: [] },
);
const properties = fc.record(
  {
    sessionExpiryInterval: long,
    receiveMaximum: fc.integer({ min: 1, max: 65_535 }),
    maximumPacketSize: fc.integer({ min: 1, max: 0xffff_ffff }),
    topicAliasMaximum: fc.nat(65_535),
    requestResponseInformation: fc.boolean(),
    requestProblemInformation: fc.boolean(),
    userProperties,
    authenticationMethod: text,
  },
  { requiredKeys: [] },
);

test('[MQTT-3.1.3-1] CONNECT of every version is read as an independent encoder wrote it', () => {
  const will = fc.record({ topic: topicName, payload: data, qos, retain: fc.boolean(), properties: willProperties });
  fc.assert(
    fc.property(
      fc.record({ level, clientId: text, username: text, password: data, keepalive: fc.nat(65_535), clean: fc.boolean(), properties }),
      fc.option(will),
      ({ level, properties, ...rest }, will) => {
        const bytes = mqttPacket.generate({
          cmd: 'connect',
          protocolId: level === 3 ? 'MQIsdp' : 'MQTT',
          protocolVersion: level,
          ...rest,
          ...(level === 5 ? { properties } : {}),
          ...(will === null ? {} : { will }),
        });
        const read = parse(bytes, parseConnect);
        const { will: readWill, properties: asked, ...plainly } = read;
        assert.deepEqual(plainly, {
          level,
          clientId: rest.clientId,
          username: rest.username,
          password: rest.password,
          keepAliveSeconds: rest.keepalive,
          cleanStart: rest.clean,
        });
        const five = level === 5 ? properties : {};
        assert.deepEqual(asked, {
          sessionExpirySeconds: level === 5 ? (five.sessionExpiryInterval ?? 0) : rest.clean ? 0 : neverExpires,
          receiveMax: five.receiveMaximum ?? 65_535,
          packetBytesMax: five.maximumPacketSize ?? Number.POSITIVE_INFINITY,
          topicAliasMax: five.topicAliasMaximum ?? 0,
          requestResponseInformation: five.requestResponseInformation ?? false,
          requestProblemInformation: level === 5 && (five.requestProblemInformation ?? true),
          authMethod: five.authenticationMethod,
          authData: undefined,
        });
        const said = level === 5 ? will?.properties : {};
        assert.deepEqual(
          readWill && { ...readWill, forwarded: undefined },
          will === null
            ? undefined
            : {
                topic: will.topic,
                payload: will.payload,
                qos: will.qos,
                retain: will.retain,
                delaySeconds: said?.willDelayInterval ?? 0,
                expirySeconds: said?.messageExpiryInterval ?? -1,
                forwarded: undefined,
              },
        );
        // The forwarded properties are those of a PUBLISH.
        if (readWill === undefined || level !== 5) return;
        const publish = oracle(frameOf(readWill.forwarded), 5, 'publish');
        const { willDelayInterval, messageExpiryInterval, ...carried } = said ?? {};
        assert.deepEqual(plain(publish.properties ?? {}), plain(carried));
      },
    ),
  );
});

/** A PUBLISH on `a` with these properties. */
function frameOf(forwarded: Buffer): Buffer {
  const writer = Buffer.concat([field('a'), lengthOf(forwarded), forwarded]);
  return Buffer.concat([Buffer.from([0x30]), lengthOf(writer), writer]);
}

function lengthOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >>> 7]);
}

/** A CONNECT by hand: `properties` with their length in MQTT 5. */
function connect(version: ProtocolLevel, flags: number, ...rest: readonly (number | Buffer)[]): Buffer {
  return frame(0x10, field(version === 3 ? 'MQIsdp' : 'MQTT'), version, flags, 0, 60, ...rest);
}

const id = field('c');
const cases: readonly (readonly [string, string, Buffer, ReasonCode])[] = [
  ['MQTT-3.1.2-3', 'the reserved connect flag', connect(4, 3, id), reason.malformedPacket],
  ['MQTT-3.1.2-22', 'a password without a user name', connect(4, 0x42, id, field('p')), reason.malformedPacket],
  ['MQTT-3.1.2-14', 'a will with QoS 3 [MQTT5-3.1.2-12]', connect(4, 0x1e, id, field('t'), field('')), reason.malformedPacket],
  ['MQTT-3.1.2-11', 'a will’s QoS without a will [MQTT-3.1.2-13] [MQTT5-3.1.2-11]', connect(4, 0x0a, id), reason.malformedPacket],
  [
    'MQTT-3.1.2-11',
    'a will’s retain flag without a will [MQTT-3.1.2-15] [MQTT5-3.1.2-13]',
    connect(5, 0x22, 0, id),
    reason.malformedPacket,
  ],
  ['MQTT-3.1.2-1', 'another protocol name', frame(0x10, field('HTTP'), 4, 2, 0, 60, id), reason.unsupportedProtocolVersion],
  ['MQTT-3.1.2-2', 'a level that nobody knows', frame(0x10, field('MQTT'), 6, 2, 0, 60, id), reason.unsupportedProtocolVersion],
  [
    'MQTT-3.1.2-2',
    'the name of 3.1 and the level of 3.1.1',
    frame(0x10, field('MQIsdp'), 4, 2, 0, 60, id),
    reason.unsupportedProtocolVersion,
  ],
  ['MQTT-2.2.2-2', 'reserved bits of its first byte', frame(0x11, field('MQTT'), 4, 2, 0, 60, id), reason.malformedPacket],
  ['MQTT-1.5.3-2', 'U+0000 in the client identifier', connect(4, 2, field('\0')), reason.malformedPacket],
  ['MQTT-1.5.3-1', 'ill-formed UTF-8', connect(4, 2, field(Buffer.from([0xff]))), reason.malformedPacket],
  ['MQTT-1.5.3-1', 'a surrogate', connect(5, 2, 0, field(Buffer.from([0xed, 0xa0, 0x80]))), reason.malformedPacket],
  ['MQTT-3.1.3-1', 'bytes after its payload', connect(4, 2, id, 7), reason.malformedPacket],
  ['MQTT-1.5.3', 'a user name that is announced and missing', connect(4, 0x82, id), reason.malformedPacket],
  ['MQTT-3.1.3-10', 'a wildcard in the will’s topic', connect(4, 6, id, field('a/#'), field('')), reason.topicNameInvalid],
  ['MQTT-3.1.3-10', 'a will without a topic', connect(4, 6, id, field(''), field('')), reason.topicNameInvalid],
  ['MQTT5-2.2.2', 'a property that belongs elsewhere', connect(5, 2, 3, 0x23, 0, 1, id), reason.malformedPacket],
  ['MQTT5-2.2.2', 'a property that nobody knows', connect(5, 2, 2, 0x7f, 0, id), reason.malformedPacket],
  ['MQTT5-2.2.2', 'a property twice', connect(5, 2, 6, 0x21, 0, 1, 0x21, 0, 1, id), reason.protocolError],
  ['MQTT5-2.2.2', 'a Receive Maximum of 0', connect(5, 2, 3, 0x21, 0, 0, id), reason.protocolError],
  ['MQTT5-2.2.2', 'a Maximum Packet Size of 0', connect(5, 2, 5, 0x27, 0, 0, 0, 0, id), reason.protocolError],
  ['MQTT5-2.2.2', 'a request that is neither 0 nor 1', connect(5, 2, 2, 0x17, 2, id), reason.protocolError],
  ['MQTT5-2.2.2', 'properties beyond its end', connect(5, 2, 9, 0x21, 0, 1), reason.malformedPacket],
  ['MQTT5-1.5.5-1', 'a property length that is longer than it need be', connect(5, 2, 0x80, 0, id), reason.malformedPacket],
  ['MQTT5-3.1.2.11.10', 'authentication data without a method', connect(5, 2, 4, 0x16, 0, 1, 7, id), reason.protocolError],
  ['MQTT5-2.2.2', 'a session expiry in its will', connect(5, 6, 0, id, 5, 0x11, 0, 0, 0, 1, field('t'), field('')), reason.malformedPacket],
  [
    'MQTT5-3.3.2.3',
    'two delays of its will',
    connect(5, 6, 0, id, 10, 0x18, 0, 0, 0, 1, 0x18, 0, 0, 0, 1, field('t'), field('')),
    reason.protocolError,
  ],
  [
    'MQTT5-3.1.3.2.3',
    'a will that says text and is none',
    connect(5, 6, 0, id, 2, 1, 1, field('t'), field(Buffer.from([0xff]))),
    reason.payloadFormatInvalid,
  ],
];
for (const [clause, what, bytes, code] of cases) {
  test(`[${clause}] a CONNECT with ${what} is refused`, () => refused(clause, code, () => parse(bytes, parseConnect)));
}

/** The CONNACK that the error brings. */
function answer(bytes: Buffer): readonly number[] | undefined {
  try {
    parse(bytes, parseConnect);
    return assert.fail('not refused');
  } catch (error) {
    assert.ok(error instanceof ProtocolError);
    return error.answer && [...error.answer];
  }
}

test('[MQTT-3.1.2-2] [MQTT5-3.1.2-2] a version that is not spoken is answered so that its client understands it', () => {
  assert.deepEqual(answer(frame(0x10, field('MQTT'), 6, 2, 0, 60, id)), [0x20, 3, 0, 0x84, 0]);
  assert.deepEqual(answer(frame(0x10, field('MQTT'), 3, 2, 0, 60, id)), [0x20, 2, 0, 1]);
  assert.equal(answer(frame(0x10, field('HTTP'), 4, 2, 0, 60, id)), undefined);
});

test('[MQTT-3.1.4-1] [MQTT5-3.1.4-1] only MQTT 5 tells why a CONNECT is malformed', () => {
  assert.deepEqual(answer(connect(5, 2, 3, 0x21, 0, 0, id))?.slice(2, 4), [0, 0x82]);
  assert.equal(answer(connect(4, 3, id)), undefined);
  // In few words where the client takes no more [MQTT5-3.2.2-19].
  assert.deepEqual(answer(connect(5, 2, 5, 0x27, 0, 0, 0, 20, field('\0'))), [0x20, 3, 0, 0x81, 0]);
});

test('MQTT 5 takes a password without a user name, and MQTT 3.1 flags without their fields', () => {
  assert.deepEqual(parse(connect(5, 0x42, 0, id, field('p')), parseConnect).password, Buffer.from('p'));
  const old = parse(connect(3, 0xc2, id), parseConnect);
  assert.deepEqual([old.level, old.username, old.password], [3, undefined, undefined]);
});

test('[MQTT-1.5.3-3] [MQTT5-1.5.4-3] a byte order mark stays a character', () => {
  assert.equal(parse(connect(5, 2, 0, field('\ufeffa')), parseConnect).clientId, '\ufeffa');
});

test('[MQTT5-3.1.3-10] user properties of a will keep their order and may repeat a name', () => {
  const pairs = Buffer.from([0x26, ...field('b'), ...field('1'), 0x26, ...field('a'), ...field('2'), 0x26, ...field('b'), ...field('3')]);
  const delay = Buffer.from([0x18, 0, 0, 0, 1]);
  const bytes = connect(5, 6, 0, id, pairs.length + 5, pairs.subarray(0, 7), delay, pairs.subarray(7), field('t'), field(''));
  assert.deepEqual(parse(bytes, parseConnect).will?.forwarded, pairs);
});

test('[MQTT5-1.5.7-1] a user property whose half is not UTF-8 is refused', () => {
  const bytes = connect(5, 2, 8, 0x26, field('name'), Buffer.from([0]), id);
  assert.throws(() => parse(bytes, parseConnect), ProtocolError);
  refused('MQTT-1.5.3-1', reason.malformedPacket, () =>
    parse(connect(5, 2, 9, 0x26, field('ab'), field(Buffer.from([0xff, 0x41])), id), parseConnect),
  );
});

test('[MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.2-20] [MQTT-3.1.2-21] [MQTT5-3.1.2-16] [MQTT5-3.1.2-17] [MQTT5-3.1.2-18] [MQTT5-3.1.2-19] user name and password are there exactly when their flags say so', () => {
  const [name, word] = [field('name'), field('word')];
  for (const [version, none] of [
    [4, []],
    [5, [0]],
  ] as const) {
    const read = (flags: number, ...rest: Buffer[]) => parse(connect(version, flags, ...none, id, ...rest), parseConnect);
    assert.deepEqual([read(2).username, read(2).password], [undefined, undefined]);
    assert.deepEqual([read(0x82, name).username, read(0x82, name).password], ['name', undefined]);
    assert.deepEqual([read(0xc2, name, word).username, `${read(0xc2, name, word).password}`], ['name', 'word']);
    for (const [flags, ...rest] of [[2, name], [0x82], [0x82, name, word], [0xc2, name]] as [number, ...Buffer[]][]) {
      assert.throws(() => read(flags, ...rest), ProtocolError);
    }
  }
});

test('[MQTT-3.1.2-9] [MQTT5-3.1.2-9] [MQTT-3.1.3-3] a CONNECT without its client identifier, or with the flag of a will and none of its fields, is refused', () => {
  for (const bytes of [
    connect(4, 2),
    connect(5, 2, 0),
    connect(4, 6, id),
    connect(4, 6, id, field('t')),
    connect(5, 6, 0, id, 0, field('t')),
  ]) {
    assert.throws(() => parse(bytes, parseConnect), ProtocolError);
  }
});

test('[MQTT-3.1.3-4] [MQTT-3.1.3-11] [MQTT5-3.1.3-11] [MQTT5-3.1.3-12] client identifier, user name and the topic of a will are UTF-8', () => {
  const wrong = field(Buffer.from([0xc3, 0x28]));
  for (const bytes of [
    ...[connect(4, 2, wrong), connect(4, 0x82, id, wrong), connect(4, 6, id, wrong, field(''))],
    ...[connect(5, 2, 0, wrong), connect(5, 0x82, 0, id, wrong), connect(5, 6, 0, id, 0, wrong, field(''))],
  ]) {
    refused('MQTT-1.5.3-1', reason.malformedPacket, () => parse(bytes, parseConnect));
  }
});
