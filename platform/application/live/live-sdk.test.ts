import assert from 'node:assert/strict';
import { EventEmitter, on } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { createClient, type LiveFrame } from '@thalamus/sdk';
import { adminEmail, adminPassword, keyOf, startPlatform } from '../fixture.test.ts';

function inbox() {
  const emitter = new EventEmitter();
  const frames = on(emitter, 'frame');
  return {
    take: (frame: LiveFrame) => void emitter.emit('frame', frame),
    next: async () => ((await frames.next()).value as [LiveFrame])[0],
  };
}

test('the SDK signs in, makes a key, listens, and listens again with a new snapshot after its connection was cut', async () => {
  await using platform = await startPlatform();
  const sockets = new Set<Socket>();
  platform.app.server.on('connection', (socket) => sockets.add(socket));
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(platform.app.server.address() as AddressInfo).port}`;
  const person = createClient({ url });
  await person.signIn({ email: adminEmail, password: adminPassword });
  const { key } = await person.createApiKey({ name: 'sdk' });
  assert.equal((await person.listApiKeys()).items.length, 1);
  const live = createClient({ url, apiKey: key }).live();
  const { take, next } = inbox();
  live.subscribe({ devices: ['pump-1'] }, take);
  const first = await next();
  assert.deepEqual([first.snapshot?.['pump-1']?.values.temperature?.value, first.gapMs], [20, undefined]);
  for (const socket of sockets) socket.destroy();
  platform.values.set('pump-1', { temperature: { value: 21, ts: 2000 } });
  const again = await next();
  assert.equal(again.snapshot?.['pump-1']?.values.temperature?.value, 21);
  assert.ok((again.gapMs ?? 0) > 0);
  assert.equal(live.state(), 'open');
  live.close();
  await person.signOut();
  await assert.rejects(person.getSession(), { code: 'UNAUTHENTICATED' });
});

test('where there is no WebSocket the SDK listens to server-sent events', async (t) => {
  await using platform = await startPlatform();
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(platform.app.server.address() as AddressInfo).port}`;
  const original = globalThis.WebSocket;
  Reflect.deleteProperty(globalThis, 'WebSocket');
  t.after(() => Reflect.set(globalThis, 'WebSocket', original));
  const live = createClient({ url, apiKey: await keyOf(platform) }).live();
  const { take, next } = inbox();
  live.subscribe({ fleet: true }, take);
  assert.deepEqual(Object.keys(await next()), ['id', 'snapshot']);
  platform.events.publish('device.registered', { tenant: 'default', product: 'pump', device: 'new', space: 'root', labels: {} });
  assert.deepEqual((await next()).registered, ['new']);
  live.close();
});
