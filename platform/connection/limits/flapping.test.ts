import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlappingDetector, duplicateTakeoversMin, flappingWindowMs } from './flapping.ts';

const pump = { kind: 'device', tenant: 'acme', name: 'pump-1' } as const;

function start(most = 15) {
  const time = { now: 0 };
  const detector = createFlappingDetector(
    () => most,
    () => time.now,
  );
  const end = (reason: string, address = '10.0.0.1', clientId = 'c') => detector.ended(pump, clientId, address, reason);
  return { time, end };
}

test('a client whose connection breaks as often as the bound within a minute is to be banned', () => {
  const { end } = start();
  for (let i = 1; i < 15; i++) assert.equal(end('connection-lost'), undefined);
  assert.deepEqual(end('connection-lost'), { kind: 'flapping', addresses: ['10.0.0.1'], disconnects: 15, ban: true });
  assert.equal(end('connection-lost'), undefined, 'counting begins anew');
});

test('who takes its leave, or is ended by the platform, does not flap', () => {
  const { end } = start(2);
  for (const reason of ['client', 'client-with-will', 'shutting-down', 'banned', 'credentials-changed', 'quota messagesPerMonth'])
    for (let i = 0; i < 3; i++) assert.equal(end(reason), undefined, reason);
});

test('broken connections are counted by minute and by client', () => {
  const { time, end } = start(3);
  end('keep-alive');
  end('keep-alive');
  end('keep-alive', '10.0.0.1', 'another');
  time.now = flappingWindowMs;
  assert.equal(end('keep-alive'), undefined);
});

test('two addresses that take a session from each other are told once as duplicate clients, and banned as such', () => {
  const { end } = start();
  const told = Array.from({ length: 15 }, (_, i) => end('taken-over', i % 2 === 0 ? '10.0.0.1' : '10.0.0.2'));
  assert.deepEqual(
    told.map((each) => each?.kind),
    told.map((_, i) => (i === duplicateTakeoversMin || i === 14 ? 'duplicate-client' : undefined)),
  );
  assert.deepEqual([told[4]?.ban, told[14]?.ban], [false, true]);
  assert.deepEqual(told[14]?.addresses, ['10.0.0.2', '10.0.0.1']);
});

test('a device that takes over its own broken connection from another address once is no duplicate', () => {
  const { end } = start();
  assert.equal(end('taken-over', '10.0.0.1'), undefined);
  assert.equal(end('taken-over', '10.0.0.2'), undefined);
});
