import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import mqtt from 'mqtt-packet';
import { fieldsOf } from './packet-fields.ts';
import type { TraceTarget } from './trace.ts';
import { maskedBody, packetDump, packetLine } from './traced-packet.ts';
import { createTraces, tracesPerTenantMax } from './tracer.ts';

const peer = { address: '192.0.2.1', listener: 'tcp' };
const pump = { tenant: 'default', kind: 'device', name: 'pump-1' } as const;
const clock = 1000;

function begin(target: TraceTarget, bytesMax = 100_000) {
  const traces = createTraces(() => clock);
  const trace = traces.start('default', { target, until: clock + 60_000, bytesMax, willPayload: false, by: 'somebody' });
  return { traces, trace, [Symbol.dispose]: () => traces[Symbol.dispose]() };
}

function packet(value: mqtt.Packet, version = 5): Buffer {
  return mqtt.generate(value, { protocolVersion: version });
}

const connect: mqtt.IConnectPacket = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 5,
  clean: true,
  clientId: 'c1',
  keepalive: 60,
  username: 'default/pump-1',
  password: Buffer.from('TOPSECRET'),
  properties: { authenticationMethod: 'SCRAM', authenticationData: Buffer.from('PROOFDATA') },
  will: { topic: 'gone', payload: Buffer.from('WILLWORDS'), qos: 1, retain: false },
};

test('nobody is traced while no trace runs, and only whom it concerns while one does', () => {
  const traces = createTraces(() => clock);
  assert.equal(traces.of(pump, 'c1', peer, 5), undefined);
  using running = begin({ device: 'pump-1' });
  assert.ok(running.traces.of(pump, 'c1', peer, 5) !== undefined);
  assert.equal(running.traces.of({ ...pump, name: 'pump-2' }, 'c1', peer, 5), undefined);
  assert.equal(running.traces.of({ ...pump, tenant: 'acme' }, 'c1', peer, 5), undefined, 'another tenant’s device of that name');
  assert.equal(running.traces.of({ ...pump, kind: 'application' }, 'c1', peer, 5), undefined);
});

test('a login is in the trace too, once it is known whose it is', () => {
  using running = begin({ address: '192.0.2.1' });
  const sink = running.traces.of(undefined, 'c1', peer, 5);
  sink?.packet('in', packet(connect));
  assert.equal(running.trace.packets.length, 0);
  assert.equal(sink?.settle({ ...pump, tenant: 'acme' }), undefined, 'what another tenant’s device said is forgotten');
  const mine = running.traces.of(undefined, 'c1', peer, 5);
  mine?.packet('in', packet(connect));
  mine?.settle(pump)?.packet('out', packet({ cmd: 'connack', returnCode: 0, reasonCode: 0x86, sessionPresent: false }));
  assert.deepEqual(running.trace.packets.map(packetLine), [
    'CONNECT protocol=MQTT level=5 clean keep-alive=60 auth-method=SCRAM auth-data=*** client-id=c1 will-qos=1 will-topic=gone will-payload=********* username=default/pump-1 password=***',
    'CONNACK session-present=0 reason=0x86',
  ]);
});

test('no secret of a packet is kept, however the packet is cut or changed', () => {
  const whole = packet(connect);
  const body = whole.subarray(2);
  const shown = maskedBody(whole[0] as number, body, 5, { willPayload: false }).toString('latin1');
  for (const secret of ['TOPSECRET', 'PROOFDATA', 'WILLWORDS']) assert.ok(!shown.includes(secret), secret);
  assert.ok(shown.includes('default/pump-1'));
  assert.ok(maskedBody(whole[0] as number, body, 5, { willPayload: true }).includes('WILLWORDS'));
  fc.assert(
    fc.property(fc.nat(body.length), fc.array(fc.tuple(fc.nat(body.length), fc.nat(255)), { maxLength: 3 }), (end, changes) => {
      const changed = Buffer.from(body.subarray(0, end));
      // A changed packet may say that its secret is a name; what of it stays in its place must be hidden.
      for (const [at, value] of changes) if (at < 30 && at < end) changed[at] = value;
      const masked = maskedBody(0x10, changed, 5, { willPayload: false });
      const fields = fieldsOf(0x10, changed, 5, { willPayload: false });
      for (const { start, end, secret } of fields) if (secret) assert.ok(masked.subarray(start, end).every((byte) => byte === 0x2a));
      if (changes.length === 0) assert.ok(!masked.includes('TOPSECRET'));
    }),
  );
});

test('a user name that stands alone, or is a token, is hidden as a password is', () => {
  for (const [username, more] of [
    ['ACCESSTOKEN', {}],
    ['eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl', { password: Buffer.from('x') }],
  ] as const) {
    const bytes = packet(
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'c', keepalive: 1, username, ...more },
      4,
    );
    assert.ok(!maskedBody(0x10, bytes.subarray(2), 4, { willPayload: false }).includes(username));
  }
});

test('by topic only publications are traced, in full names, and also those that an alias stands for', () => {
  using running = begin({ topic: 'devices/+/up/#' });
  const sink = running.traces.of(pump, 'c1', peer, 5);
  const publish = { cmd: 'publish', qos: 1, dup: false, retain: false, messageId: 7 } as const;
  sink?.packet('in', packet({ ...publish, topic: 'up/properties', payload: '{"t":21.5}', properties: { topicAlias: 3 } }));
  sink?.packet('in', packet({ ...publish, topic: '', payload: 'again', properties: { topicAlias: 3 } }));
  sink?.packet('in', packet({ ...publish, topic: 'other', payload: 'x' }));
  sink?.packet('in', packet({ cmd: 'pingreq' }));
  assert.deepEqual(running.trace.packets.map(packetLine), [
    'PUBLISH qos=1 topic=up/properties id=7 topic-alias=3 payload=10 bytes {"t":21.5}',
    'PUBLISH qos=1 topic= id=7 topic-alias=3 payload=5 bytes again',
  ]);
});

test('packets that leave in one write are told apart, and read as text2pcap reads them', () => {
  using running = begin({ clientId: 'c1' });
  const sink = running.traces.of(pump, 'c1', peer, 4);
  sink?.packet('out', Buffer.concat([packet({ cmd: 'puback', messageId: 1 }, 4), packet({ cmd: 'pingresp' }, 4)]));
  const [first, second] = running.trace.packets;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(
    packetDump(first),
    '# 1 out device pump-1 client c1 192.0.2.1 tcp\n# PUBACK id=1\nO 1970-01-01T00:00:01.000Z\n000000 40 02 00 01\n\n',
  );
  assert.equal(packetLine(second), 'PINGRESP');
});

test('any bytes at all are taken and shown', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.uint8Array({ maxLength: 80 }), fc.constantFrom(3, 4, 5), (first, bytes, level) => {
      using running = begin({ clientId: 'c1' });
      running.traces.of(pump, 'c1', peer, level)?.packet('in', bytes, first);
      for (const each of running.trace.packets) assert.ok(packetLine(each).length + packetDump(each).length > 0);
    }),
  );
});

test('a trace ends when it is full, when its time is over, and when it is stopped; connections hear of it', () => {
  using running = begin({ clientId: 'c1' }, 1000);
  let changes = 0;
  running.traces.onChange(() => changes++);
  const sink = running.traces.of(pump, 'c1', peer, 4);
  for (let i = 0; i < 10; i++) sink?.packet('in', Buffer.alloc(100), 0x30);
  assert.equal(running.trace.endReason, 'full');
  assert.ok(running.trace.packets.length < 5);
  assert.equal(changes, 1);
  assert.equal(running.traces.of(pump, 'c1', peer, 4), undefined);
});

test('a tenant has a bounded number of traces: the oldest that ended makes room, running ones do not', () => {
  using running = begin({ device: 'a' });
  const { traces, trace } = running;
  const wish = { target: { device: 'b' }, until: clock + 1000, bytesMax: 1000, willPayload: false, by: '' };
  for (let i = 1; i < tracesPerTenantMax; i++) traces.start('default', wish);
  assert.throws(() => traces.start('default', wish), { code: 'CONFLICT' });
  traces.stop(trace);
  traces.start('default', wish);
  assert.equal(traces.get('default', trace.id), undefined);
  assert.equal(traces.list('acme').length, 0);
});

test('who follows a trace waits for its next packet, and hears of its end', async () => {
  using running = begin({ clientId: 'c1' });
  const { traces, trace } = running;
  const followed = trace.follow(0, 60_000, new AbortController().signal);
  traces.of(pump, 'c1', peer, 4)?.packet('in', Buffer.alloc(0), 0xc0);
  await followed;
  assert.equal(trace.packets.length, 1);
  const ended = trace.follow(1, 60_000, new AbortController().signal);
  traces.stop(trace);
  await ended;
});
