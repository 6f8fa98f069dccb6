import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeConnack } from './connack.ts';
import { oracle, plain, text } from './oracle.test.ts';
import { connackReturn, reason } from './reason.ts';

const names = {
  sessionExpirySeconds: 'sessionExpiryInterval',
  receiveMax: 'receiveMaximum',
  packetBytesMax: 'maximumPacketSize',
  assignedClientId: 'assignedClientIdentifier',
  topicAliasMax: 'topicAliasMaximum',
  reasonString: 'reasonString',
  serverKeepAlive: 'serverKeepAlive',
  responseInformation: 'responseInformation',
  serverReference: 'serverReference',
  authMethod: 'authenticationMethod',
  authData: 'authenticationData',
} as const;

test('[MQTT5-3.2.2-1] [MQTT5-3.2.2-8] [MQTT5-3.2.2-20] a CONNACK of MQTT 5 with every property that we tell is read by an independent parser', () => {
  const told = fc.record(
    {
      sessionExpirySeconds: fc.integer({ min: 0, max: 0xffff_ffff }),
      receiveMax: fc.integer({ min: 1, max: 65_535 }),
      packetBytesMax: fc.integer({ min: 1, max: 0xffff_ffff }),
      assignedClientId: text,
      topicAliasMax: fc.nat(65_535),
      reasonString: text,
      serverKeepAlive: fc.nat(65_535),
      responseInformation: text,
      serverReference: text,
      authMethod: text,
      authData: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(told, fc.boolean(), (told, sessionPresent) => {
      const seen = oracle(encodeConnack(5, { reason: reason.success, sessionPresent, ...told }), 5, 'connack');
      assert.deepEqual([seen.reasonCode, seen.sessionPresent], [0, sessionPresent]);
      const expected = Object.entries(told).map(([name, value]) => [names[name as keyof typeof names], value]);
      assert.deepEqual(plain(seen.properties ?? {}), plain(Object.fromEntries(expected)));
    }),
  );
});

test('[MQTT-3.2.2-4] [MQTT5-3.2.2-6] a refusal has no session present, and MQTT 3.1 has no such flag', () => {
  assert.deepEqual([...encodeConnack(4, { reason: reason.success, sessionPresent: true })], [0x20, 2, 1, 0]);
  assert.deepEqual([...encodeConnack(4, { reason: reason.banned, sessionPresent: true })], [0x20, 2, 0, 5]);
  assert.deepEqual([...encodeConnack(3, { reason: reason.success, sessionPresent: true })], [0x20, 2, 0, 0]);
});

test('[MQTT-3.2.2-6] every reason has one of the six codes of MQTT 3.x', () => {
  for (const code of Object.values(reason)) {
    const old = connackReturn(4, code);
    assert.ok(code === 0 ? old === 0 : old >= 1 && old <= 5, `${code} -> ${old}`);
    assert.equal(connackReturn(5, code), code);
  }
});

test('[MQTT5-3.2.2-19] a reason string that would exceed what the client takes is left out', () => {
  assert.deepEqual(
    [...encodeConnack(5, { reason: reason.banned, sessionPresent: false, reasonString: 'for a while' }, 10)],
    [0x20, 3, 0, 0x8a, 0],
  );
});
