import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { ReportBatch } from '#core/report-batch.ts';
import { keyOf, product, startPlatform, type TestPlatform } from '../fixture.test.ts';

type Frame = Record<string, unknown>;

async function listen(platform: TestPlatform): Promise<string> {
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  return `127.0.0.1:${(platform.app.server.address() as AddressInfo).port}`;
}

/** Frames in order; `next` waits for the coming one. */
async function openSocket(address: string, headers: Record<string, string>) {
  const socket = new WebSocket(`ws://${address}/api/v1/live`, { headers });
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    const waiter = waiting.shift();
    if (waiter === undefined) frames.push(frame);
    else waiter(frame);
  });
  const refused = new Promise<number>((resolve) =>
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
  );
  const status = await Promise.race([once(socket, 'open').then(() => 101), refused]);
  return {
    socket,
    status,
    frames,
    ask: (request: object) => socket.send(JSON.stringify(request)),
    next: () => new Promise<Frame>((resolve) => (frames.length > 0 ? resolve(frames.shift() as Frame) : waiting.push(resolve))),
  };
}

// The arrays are emptied after the call, as the real ones are reused.
function report(
  platform: TestPlatform,
  rows: readonly (readonly [device: string, tsMs: number, temperature?: number, rpm?: number])[],
  extras: [number, object][] = [],
) {
  const found = rows.map(([name]) => platform.devices.get(name) ?? { tenant: 'default', name, product, space: 'root', labels: {} });
  const batch = {
    product,
    properties: product.model.properties,
    rows: rows.length,
    devices: found,
    ts: rows.map(([, ts]) => ts * 1000),
    cells: rows.flatMap(([, , temperature, rpm]) => [temperature, rpm]),
    extras: new Map(extras),
    received: 7000,
  };
  platform.events.publish('reports.committed', batch as unknown as ReportBatch);
  batch.devices.length = batch.ts.length = batch.cells.length = 0;
  batch.extras.clear();
}

function presence(platform: TestPlatform, name: string, online: boolean, epoch: number): void {
  const device = platform.devices.get(name);
  assert.ok(device !== undefined);
  platform.events.publish('device.presence', { device, online, epoch, at: 5000, reason: 'test' });
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('a subscriber gets a snapshot first, then what changed, the newest of many', async () => {
  await using platform = await startPlatform();
  const live = await openSocket(await listen(platform), bearer(await keyOf(platform, 'viewer')));
  presence(platform, 'pump-1', true, 1);
  live.ask({ subscribe: { id: 'a', devices: ['pump-1', 'pump-2'] } });
  assert.deepEqual(await live.next(), {
    id: 'a',
    snapshot: {
      'pump-1': { values: { temperature: { value: 20, ts: 1000 }, rpm: { value: 900, ts: 1000 } }, online: true },
      'pump-2': { values: {}, online: false },
    },
  });
  report(platform, [
    ['pump-1', 2000, 21, 901],
    ['pump-1', 2001, 22],
    ['pump-9', 2001, 99],
    ['pump-1', 500, -40],
  ]);
  assert.deepEqual(await live.next(), {
    id: 'a',
    values: { 'pump-1': { temperature: { value: 22, ts: 2001 }, rpm: { value: 901, ts: 2000 } } },
  });
  presence(platform, 'pump-1', false, 0);
  presence(platform, 'pump-1', false, 2);
  assert.deepEqual(await live.next(), { id: 'a', presence: { 'pump-1': { online: false, at: 5000, reason: 'test' } } });
  live.ask({ unsubscribe: 'a' });
  live.ask({ subscribe: { id: 'b', devices: ['pump-2'], properties: ['rpm'] } });
  assert.deepEqual(await live.next(), { id: 'b', snapshot: { 'pump-2': { values: {}, online: false } } });
  report(platform, [
    ['pump-1', 3000, 23],
    ['pump-2', 3000, 24, 5],
  ]);
  assert.deepEqual(await live.next(), { id: 'b', values: { 'pump-2': { rpm: { value: 5, ts: 3000 } } } });
  live.socket.close();
});

test('what is reported while the snapshot is read is not lost, and what it already holds is not repeated', async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let proceed = () => {};
  const gate = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const lastValues = {
    read: async () => {
      answer();
      await gate;
      return { temperature: { value: 30, ts: 3000 }, rpm: { value: 1, ts: 1000 } };
    },
  };
  await using platform = await startPlatform({ needs: { lastValues } });
  const live = await openSocket(await listen(platform), bearer(await keyOf(platform)));
  live.ask({ subscribe: { id: 'a', devices: ['pump-1'] } });
  await asked;
  report(platform, [['pump-1', 2000, 29, 2]]);
  proceed();
  assert.ok('snapshot' in (await live.next()));
  assert.deepEqual(await live.next(), { id: 'a', values: { 'pump-1': { rpm: { value: 2, ts: 2000 } } } });
});

test('messages and refused reports come whole when asked for, the newest twenty of a tick', async () => {
  await using platform = await startPlatform();
  const live = await openSocket(await listen(platform), bearer(await keyOf(platform)));
  live.ask({ subscribe: { id: 'm', devices: ['pump-1'], properties: ['rpm'], messages: true } });
  await live.next();
  report(
    platform,
    Array.from({ length: 30 }, (_, i) => ['pump-1', 2000 + i, i] as const),
    [[29, { note: 'hot' }]],
  );
  const device = platform.devices.get('pump-1');
  assert.ok(device !== undefined);
  platform.events.publish('report.refused', {
    device,
    refusal: { reason: 'type', field: 'rpm', expected: 'a number' },
    at: 9000,
    topic: 'up/properties',
  });
  const { messages } = (await live.next()) as { messages: { 'pump-1': { ts: number }[] } };
  assert.equal(messages['pump-1'].length, 20);
  assert.deepEqual(messages['pump-1'].at(-1), { ts: 2029, receivedAt: 7000, values: { temperature: 29 }, extra: { note: 'hot' } });
  assert.deepEqual(await live.next(), {
    id: 'm',
    refused: { 'pump-1': [{ ts: 9000, topic: 'up/properties', reason: 'type', field: 'rpm', expected: 'a number' }] },
  });
});

test('the fleet’s subscriber hears of devices coming and going', async () => {
  await using platform = await startPlatform();
  const live = await openSocket(await listen(platform), bearer(await keyOf(platform)));
  live.ask({ subscribe: { id: 'f', fleet: true } });
  assert.deepEqual(await live.next(), { id: 'f', snapshot: {} });
  platform.events.publish('device.registered', { tenant: 'default', product: 'pump', device: 'x', space: 'root', labels: {} });
  platform.events.publish('device.registered', { tenant: 'other', product: 'pump', device: 'theirs', space: 'root', labels: {} });
  platform.events.publish('device.removed', { tenant: 'default', product: 'pump', device: 'y', space: 'root', labels: {} });
  presence(platform, 'pump-2', true, 1);
  assert.deepEqual(await live.next(), { id: 'f', presence: { 'pump-2': { online: true, at: 5000, reason: 'test' } } });
  assert.deepEqual(await live.next(), { id: 'f', registered: ['x'], removed: ['y'] });
});

test('what can’t be understood or found is said, and the connection lives on', async () => {
  await using platform = await startPlatform();
  const live = await openSocket(await listen(platform), bearer(await keyOf(platform)));
  live.socket.send('nonsense');
  assert.equal(((await live.next()).error as { code: string }).code, 'BAD_REQUEST');
  live.ask({ subscribe: { id: 'a', devices: Array(501).fill('x') } });
  assert.equal(((await live.next()).error as { code: string }).code, 'BAD_REQUEST');
  live.ask({ subscribe: { id: 'a', devices: ['pump-1', 'nobody'] } });
  assert.deepEqual(Object.keys((await live.next()).snapshot as object), ['pump-1']);
  assert.deepEqual(await live.next(), { id: 'a', error: { code: 'NOT_FOUND', detail: 'there is no device nobody' } });
  for (let i = 0; i < 32; i++) live.ask({ subscribe: { id: `s${i}`, devices: ['pump-2'] } });
  const answers: Frame[] = [];
  while (answers.length < 32) answers.push(await live.next());
  const refused = answers.filter((frame) => 'error' in frame);
  assert.deepEqual(refused, [{ id: 's31', error: { code: 'RATE_LIMITED', detail: 'at most 32 subscriptions per connection' } }]);
});

test('only those who may see data get in, and a browser only from our own pages', async () => {
  await using platform = await startPlatform();
  const address = await listen(platform);
  const { cookie } = await platform.signIn();
  const status = async (headers: Record<string, string>) => {
    const live = await openSocket(address, headers);
    live.socket.on('error', () => {});
    live.socket.terminate();
    return live.status;
  };
  assert.equal(await status({}), 401);
  assert.equal(await status(bearer('thk_nonsense')), 401);
  assert.equal(await status({ cookie }), 403);
  assert.equal(await status({ cookie, origin: 'https://evil.example' }), 403);
  assert.equal(await status({ cookie, origin: `http://${address}` }), 101);
  const inUrl = await fetch(`http://${address}/api/v1/live/events?devices=pump-1&access_token=${await keyOf(platform)}`);
  assert.equal(inUrl.status, 401, 'a key in the address is not looked at');
});

test('the same frames come as server-sent events', async () => {
  await using platform = await startPlatform();
  const address = await listen(platform);
  const headers = bearer(await keyOf(platform));
  const bad = await fetch(`http://${address}/api/v1/live/events?devices=`, { headers });
  assert.deepEqual([bad.status, ((await bad.json()) as { code: string }).code], [400, 'BAD_REQUEST']);
  const stream = await fetch(`http://${address}/api/v1/live/events?devices=pump-1&properties=rpm&messages=1`, { headers });
  assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const frames = readFrames(stream);
  assert.deepEqual((await frames.next()).value, {
    id: 'events',
    snapshot: { 'pump-1': { values: { rpm: { value: 900, ts: 1000 } }, online: false } },
  });
  report(platform, [['pump-1', 2000, 21, 950]]);
  assert.deepEqual((await frames.next()).value, { id: 'events', values: { 'pump-1': { rpm: { value: 950, ts: 2000 } } } });
  assert.ok('messages' in ((await frames.next()).value ?? {}));
  await frames.return(undefined);
});

test('stopping ends live connections and does not wait for them', async () => {
  const platform = await startPlatform();
  const address = await listen(platform);
  const headers = bearer(await keyOf(platform));
  const live = await openSocket(address, headers);
  const stream = await fetch(`http://${address}/api/v1/live/events?fleet=1`, { headers });
  const closed = once(live.socket, 'close');
  const ended = stream.text().catch(() => 'cut');
  await platform[Symbol.asyncDispose]();
  await closed;
  await ended;
});

async function* readFrames(stream: Response): AsyncGenerator<Frame> {
  let rest = '';
  for await (const part of (stream.body ?? []) as AsyncIterable<Uint8Array>) {
    const lines = (rest + Buffer.from(part).toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as Frame;
  }
}
