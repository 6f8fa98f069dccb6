import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import mqtt from 'mqtt';
import WebSocket from 'ws';
import type { Route } from '#core/route.ts';
import { attacks, openToAll, pathValues } from './attacks.ts';
import { done, type Headers, mark, type TenantsWorld, tenantsWorld } from './world.ts';

let world: TenantsWorld;
before(async () => {
  world = await tenantsWorld();
});
after(() => world[Symbol.asyncDispose]());

/** The route's path with the victim's names in it. */
function victimPath(route: Route): string {
  const values = pathValues(world.things);
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[`${route.method} ${route.path}`] ?? values[name];
    assert.ok(value !== undefined, `teach pathValues what {${name}} of ${route.method} ${route.path} is`);
    return value;
  });
}

function bodiesOf(route: Route): readonly (object | undefined)[] {
  if (route.method === 'GET') return [undefined];
  const attack = attacks(world.things)[route.id];
  assert.ok(attack !== undefined, `teach attacks what ${route.id} could be asked about another tenant’s things`);
  return attack === 'names nothing' ? [route.body === undefined ? undefined : (route.example.body as object)] : attack;
}

const guarded = () => world.routes.filter(({ permission }) => permission !== 'public');
const takesAnotherTenant = ({ scope }: Route) => scope === 'tenant';

test('every route that needs nobody in particular is listed with its reason', () => {
  const open = world.routes.filter(({ permission }) => permission === 'public').map(({ id }) => id);
  assert.deepEqual(open.sort(), Object.keys(openToAll).sort());
});

// Before the others: afterwards the stranger’s own audit log tells what they tried.
test('no list, no question and no session shows anything of another tenant', async () => {
  for (const route of guarded().filter(({ method, path }) => method === 'GET' && !/\{\w+\}/.test(path))) {
    const query = route.id === 'exportAudit' ? '?format=jsonl' : '';
    const answer = await world.call(world.stranger, 'GET', `${route.path}${query}`);
    assert.ok(answer.status === 200 || answer.status === 403, `${route.id}: ${answer.status} ${answer.text}`);
    assert.ok(!answer.text.includes(mark), `${route.id} shows ${answer.text}`);
  }
});

test('with another tenant’s names in path and body no route answers anything but that there is nothing, or that it may not be', async () => {
  for (const route of guarded()) {
    const names = /\{\w+\}/.test(route.path);
    for (const body of bodiesOf(route)) {
      // What names nothing of the victim acts at home; that it shows nothing of the victim is tested with the lists.
      if (!names && (route.method === 'GET' || attacks(world.things)[route.id] === 'names nothing')) continue;
      const answer = await world.call(world.stranger, route.method, victimPath(route), body);
      const refused = answer.status === 404 || answer.status === 403 || (answer.status === 400 && !names);
      assert.ok(refused, `${route.id} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
      assert.notEqual(answer.body.code, 'INTERNAL');
    }
  }
});

test('nobody acts in a tenant that is not theirs, by naming it', async () => {
  const headers = { ...world.stranger, 'thalamus-tenant': world.things.tenant };
  for (const route of guarded().filter(takesAnotherTenant)) {
    for (const body of bodiesOf(route)) {
      const answer = await world.call(headers, route.method, victimPath(route), body);
      assert.equal(answer.status, 403, `${route.id}: ${answer.status} ${answer.text}`);
    }
  }
  const session = await done(world.call(headers, 'GET', '/session'));
  assert.equal(session.body.tenant, 'stranger');
});

test('a role that lacks the one permission a route needs is refused there, in its own tenant too', async () => {
  const roles = new Map<string, Headers>();
  for (const route of guarded().filter(takesAnotherTenant)) {
    if (route.permission === 'signed-in') continue;
    const key = roles.get(route.permission) ?? (await keyWithout(route.permission));
    roles.set(route.permission, key);
    for (const body of bodiesOf(route)) {
      const answer = await world.call(key, route.method, victimPath(route), body);
      assert.ok(answer.status === 403 || answer.status === 404, `${route.id} without ${route.permission}: ${answer.status} ${answer.text}`);
    }
  }
});

async function keyWithout(permission: string): Promise<Headers> {
  const name = `no-${permission.replaceAll('.', '-')}`;
  await done(world.call(world.victim, 'POST', '/roles', { name, allow: ['*'], deny: [permission] }));
  const made = await done(world.call(world.victim, 'POST', '/api-keys', { name, role: name }));
  return { authorization: `Bearer ${made.body.key}` };
}

test('a role in another space reaches no device and nothing of it', async () => {
  await world.call(world.victim, 'POST', '/spaces', { name: 'elsewhere' });
  const scope = { kind: 'space', space: 'elsewhere' };
  const made = await done(world.call(world.victim, 'POST', '/api-keys', { name: 'elsewhere', role: 'owner', scope }));
  const key = { authorization: `Bearer ${made.body.key}` };
  for (const route of guarded().filter(({ path }) => path.includes('{device}'))) {
    for (const body of bodiesOf(route)) {
      const answer = await world.call(key, route.method, victimPath(route), body);
      assert.equal(answer.status, 404, `${route.id}: ${answer.status} ${answer.text}`);
    }
  }
  const history = { devices: [world.things.device], properties: ['temperature'], from: 0, to: 1 };
  assert.equal((await world.call(key, 'POST', '/history', history)).status, 404);
  const devices = await done(world.call(key, 'GET', '/devices'));
  assert.deepEqual([devices.body.items, devices.body.total], [[], 0]);
  const products = await done(world.call(key, 'GET', '/products'));
  assert.ok(products.body.items.every((each: { devices: number }) => each.devices === 0));
});

test('only who runs the platform may use what is for operators', async () => {
  for (const route of guarded().filter(({ permission }) => permission === 'operator')) {
    for (const body of bodiesOf(route)) {
      const answer = await world.call(world.victim, route.method, victimPath(route), body);
      assert.equal(answer.status, 403, `${route.id}: ${answer.status} ${answer.text}`);
    }
  }
});

test('a device’s secret opens nothing of the API, and an API key is no device', async () => {
  const { secret, keyText, tenant, device } = world.things;
  const asKey = { authorization: `Bearer ${secret}`, 'x-device': `${tenant}/${device}` };
  assert.equal((await world.call(asKey, 'GET', '/devices')).status, 401);
  const asDevice = { authorization: `Bearer ${keyText}`, 'x-device': `${tenant}/${device}`, 'content-type': 'application/json' };
  assert.equal((await world.call(asDevice, 'POST', '/device/v1/properties', { temperature: 1 })).status, 401);
  const others = { authorization: `Bearer ${world.ownSecret}`, 'x-device': `${tenant}/${device}`, 'content-type': 'application/json' };
  assert.equal((await world.call(others, 'POST', '/device/v1/properties', { temperature: 1 })).status, 401);
});

test('live streams tell a stranger nothing of another tenant’s devices, whatever they ask for', async () => {
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const address = world.app.server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = `ws://127.0.0.1:${address.port}/api/v1/live`;
  const refused = new WebSocket(`${url}?tenant=${world.things.tenant}`, { headers: world.stranger });
  const [, response] = await once(refused, 'unexpected-response');
  assert.equal(response.statusCode, 403);
  refused.on('error', () => {});
  refused.terminate();

  const socket = new WebSocket(url, { headers: world.stranger });
  const frames: string[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    frames.push(String(data));
    for (const wake of waiting.splice(0)) wake();
  });
  await once(socket, 'open');
  const { device } = world.things;
  socket.send(JSON.stringify({ subscribe: { id: 'd', devices: [device, 'own'], messages: true } }));
  socket.send(JSON.stringify({ subscribe: { id: 'f', fleet: true } }));
  await until(
    () => frames.some((frame) => frame.includes('NOT_FOUND')) && frames.filter((frame) => frame.includes('snapshot')).length === 2,
  );
  const asked = frames.length;
  const report = (tenant: string, name: string, secret: string) =>
    world.call({ 'x-device': `${tenant}/${name}`, authorization: `Bearer ${secret}` }, 'POST', '/device/v1/properties', { temperature: 7 });
  await done(report(world.things.tenant, device, world.things.secret));
  await done(report('stranger', 'own', world.ownSecret));
  await until(() => frames.slice(asked).some((frame) => frame.includes('"own"')));
  assert.ok(
    frames.every((frame) => !frame.includes(mark) || frame.includes('NOT_FOUND')),
    frames.join('\n'),
  );
  socket.terminate();

  async function until(met: () => boolean): Promise<void> {
    while (!met()) await new Promise<void>((resolve) => waiting.push(resolve));
  }
});

test('over MQTT a device hears nothing of another tenant’s devices and can’t speak for them', async () => {
  const listener = await world.connection.listen({ kind: 'tcp', bind: '127.0.0.1', port: 0 });
  const connect = (tenant: string, device: string, password: string) =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${listener.port}`, {
      username: `${tenant}/${device}`,
      password,
      clientId: `${tenant}/${device}`,
      reconnectPeriod: 0,
    });
  const { tenant, device, secret } = world.things;
  const [thief, other] = await Promise.all([connect('stranger', 'own', world.ownSecret), connect(tenant, device, secret)]);
  try {
    const heard: string[] = [];
    thief.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    for (const filter of ['#', '+/#', 'up/#', 'down/#']) await thief.subscribeAsync(filter);
    for (const filter of [`${tenant}/#`, `devices/${device}/#`, `$share/g/${tenant}/#`, '$SYS/#']) {
      await thief.subscribeAsync(filter).catch(() => {});
    }
    await other.publishAsync('up/properties', JSON.stringify({ temperature: 13 }), { qos: 1 });
    for (const topic of [`${tenant}/${device}/up/properties`, `devices/${device}/up/properties`]) {
      await thief.publishAsync(topic, JSON.stringify({ temperature: 99 }), { qos: 1 }).catch(() => {});
    }
    // Its own report comes back to it last: whatever was to come had come by then.
    const echoed = new Promise<void>((resolve) => thief.once('message', () => resolve()));
    await thief.publishAsync('up/properties', JSON.stringify({ temperature: 1 }), { qos: 1 });
    await echoed;
    assert.ok(
      heard.every((line) => !line.includes(':13')),
      heard.join('\n'),
    );
    const values = await done(world.call(world.victim, 'GET', `/devices/${device}/values`));
    assert.equal(values.body.values.temperature.value, 13);
    await assert.rejects(connect(tenant, device, world.ownSecret));
  } finally {
    thief.end(true);
    other.end(true);
    await world.connection.close();
  }
});
