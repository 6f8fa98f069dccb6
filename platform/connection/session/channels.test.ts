import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceRef } from '#core/device.ts';
import type { EventBus, EventName, Events } from '#core/events.ts';
import { testMeters } from '#testing/quotas.ts';
import type { Principal } from '../principal.ts';
import { createChannels, type LiveSession } from './channels.ts';

const device: DeviceRef = {
  tenant: 'default',
  name: 'pump-1',
  product: { tenant: 'default', name: 'pump', model: { version: 1, mode: 'open', properties: [] } },
  space: 'root',
  labels: {},
};

const sessionsPerDeviceMax = 8;
const dialect = { name: 'native', match: () => true, claim: () => undefined, onPublish: () => undefined };
const principal: Principal = { kind: 'device', tenant: 'default', name: 'pump-1', device, dialect };

function setUp() {
  const presence: Events['device.presence'][] = [];
  const events: EventBus = {
    publish: <N extends EventName>(_name: N, event: Events[N]) => presence.push(event as Events['device.presence']),
    on: () => () => {},
  };
  const channels = createChannels(
    events,
    testMeters(),
    () => sessionsPerDeviceMax,
    () => 1000,
  );
  const connect = (clientId: string, before?: LiveSession) => {
    const ended: string[] = [];
    const session: LiveSession = {
      clientId,
      credential: 'secret',
      end(reason) {
        ended.push(reason);
        channels.leave(channel, session, reason);
      },
    };
    const channel = channels.join(principal, session, () => before?.end('taken-over'));
    return { session, ended };
  };
  return { channels, presence, connect };
}

test('a connection that takes over does so without the device going offline', () => {
  const { presence, connect } = setUp();
  const first = connect('a');
  connect('a', first.session);
  assert.deepEqual(first.ended, ['taken-over']);
  assert.deepEqual(
    presence.map((event) => event.online),
    [true],
  );
});

test('a device is offline when its last session left, and every event has a later epoch', () => {
  const { presence, connect } = setUp();
  const a = connect('a');
  const b = connect('b');
  a.session.end('client');
  assert.equal(presence.length, 1);
  b.session.end('keep-alive');
  assert.deepEqual(
    presence.map(({ online, reason }) => [online, reason]),
    [
      [true, 'connected'],
      [false, 'keep-alive'],
    ],
  );
  assert.ok((presence[1]?.epoch ?? 0) > (presence[0]?.epoch ?? 0));
});

test('a device holds a bounded number of sessions: the oldest gives way', () => {
  const { connect } = setUp();
  const sessions = Array.from({ length: sessionsPerDeviceMax + 1 }, (_, i) => connect(`c${i}`));
  assert.deepEqual(sessions[0]?.ended, ['too-many-sessions']);
  assert.ok(sessions.slice(1).every(({ ended }) => ended.length === 0));
});

test('ending a device ends all its sessions', () => {
  const { channels, connect } = setUp();
  const both = [connect('a'), connect('b')];
  assert.equal(channels.end('default', 'device', 'pump-1', 'device-removed'), 2);
  assert.deepEqual(
    both.map(({ ended }) => ended),
    [['device-removed'], ['device-removed']],
  );
  assert.equal(channels.end('default', 'device', 'pump-1', 'device-removed'), 0);
});
