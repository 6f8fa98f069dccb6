import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DevicePresence } from '#core/ports/device-presence.ts';
import type { ConnectionView } from './connection-view.ts';
import { diagnose } from './diagnosis.ts';
import type { StoredEvent } from './diary-store.ts';

const now = 1_000_000_000;
const never: DevicePresence = { disabled: false, online: false, seenAt: undefined, activeAt: undefined, reason: undefined };
const seen: DevicePresence = { ...never, seenAt: now - 5000, activeAt: now - 90_000 };

function event(kind: StoredEvent['kind'], reason: string, ago: number, more: Partial<StoredEvent> = {}): StoredEvent {
  const at = now - ago;
  return { id: String(at), kind, reason, at, firstAt: at, times: 1, clientId: 'c', address: '192.0.2.1', listener: 'tcp', ...more };
}

function live(connectedAgo: number, lastActiveAgo: number): readonly ConnectionView[] {
  return [{ connectedAt: now - connectedAgo, lastActiveAt: now - lastActiveAgo } as ConnectionView];
}

function answer(presence: DevicePresence, events: readonly StoredEvent[], connections: readonly ConnectionView[] = []) {
  const { state, code, reason, times, since } = diagnose({ presence, live: connections, events, now });
  return { state, code, reason, times, ago: since === undefined ? undefined : now - since };
}

test('a device that never connected is told so', () => {
  assert.deepEqual(answer(never, []), { state: 'offline', code: 'never-connected', reason: undefined, times: undefined, ago: undefined });
});

test('a wrong secret is told with how often and since when, and matters more than how the last session ended', () => {
  const refused = event('refused', 'wrong-secret', 1000, { times: 14, firstAt: now - 60_000 });
  const expected = { state: 'offline', code: 'refused', reason: 'wrong-secret', times: 14, ago: 60_000 };
  assert.deepEqual(answer(seen, [event('disconnected', 'credentials-changed', 70_000), refused]), expected);
  assert.deepEqual(answer(never, [refused]), expected, 'also where it never got in');
});

test('logins that are refused because too many were refused are told by what was wrong with the first', () => {
  const events = [event('refused', 'login.refusals', 100, { times: 4 }), event('refused', 'wrong-secret', 200, { times: 10 })];
  assert.deepEqual(answer(never, events), { state: 'offline', code: 'refused', reason: 'wrong-secret', times: 14, ago: 200 });
  assert.equal(answer(never, events.slice(0, 1)).reason, 'login.refusals');
});

test('a refusal that is older than the last session does not matter any more', () => {
  const events = [event('disconnected', 'keep-alive', 1000), event('refused', 'wrong-secret', 5000)];
  assert.equal(answer(seen, events).reason, 'keep-alive');
});

test('a disabled device is told as such, whatever happened else', () => {
  assert.equal(answer({ ...seen, disabled: true }, [event('refused', 'disabled', 1)]).code, 'disabled');
});

test('a device that comes and goes is told so, connected or not', () => {
  const events = [event('disconnected', 'taken-over', 1000, { times: 9, firstAt: now - 30_000 })];
  const expected = { state: 'warning', code: 'flapping', reason: 'taken-over', times: 9, ago: 30_000 };
  assert.deepEqual(answer(seen, events), expected);
  assert.deepEqual(answer(seen, events, live(500, 500)), expected);
});

test('a connected device is well, unless it says nothing, is denied a topic or held back', () => {
  assert.equal(answer(seen, [], live(5000, 1000)).code, 'connected');
  assert.deepEqual(answer({ ...seen, activeAt: undefined }, [], live(700_000, now)), {
    ...{ state: 'warning', code: 'silent', reason: undefined, times: undefined },
    ago: 700_000,
  });
  assert.equal(answer(seen, [event('denied', 'topic', 1000, { detail: 'x' })], live(5000, 1000)).code, 'denied');
  assert.equal(answer(seen, [event('limit', 'device.messagesPerSecond', 1000)], live(5000, 1000)).code, 'limited');
  assert.equal(answer(seen, [event('limit', 'device.messagesPerSecond', 700_000)], live(5000, 1000)).code, 'connected', 'long over');
});

test('a device that reports without a connection is well', () => {
  const reports = { ...never, seenAt: now - 1, activeAt: now - 1 };
  assert.equal(answer(reports, []).code, 'reporting');
  assert.equal(answer(reports, [event('refused', 'wrong-secret', 90_000)]).code, 'reporting', 'what was refused before is over');
  assert.equal(answer(reports, [event('refused', 'wrong-secret', 1000)]).code, 'refused');
});

test('what the diary has no more the registry knows, and an unknown reason is told as it is', () => {
  assert.deepEqual(answer({ ...seen, activeAt: undefined, reason: 'platform-restart' }, []).reason, 'platform-restart');
  const { text } = diagnose({ presence: seen, live: [], events: [event('disconnected', 'moon-phase', 1)], now });
  assert.equal(text, 'Its connection ended: moon-phase');
});

test('a quota or limit by any name has words', () => {
  const { text, advice } = diagnose({ presence: seen, live: [], events: [event('refused', 'quota connections', 1)], now });
  assert.deepEqual([text, advice.length > 0], ['A quota of the tenant is used up', true]);
});
