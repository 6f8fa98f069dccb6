import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt from 'mqtt';
import { administrator, createSite, startProgram } from '../program.ts';
import { signIn } from './person.ts';
import { createDevices, type Login } from './publishers.ts';

interface Usage {
  readonly quotas: readonly { readonly quota: string; readonly used: number | null; readonly limit: number | null }[];
  readonly refused: readonly { readonly quota: string; readonly count: number }[];
}

const messagesMax = 20;

test('quotas of the configuration hold for devices over HTTP and MQTT, are told, raised, and remembered', async (t) => {
  await using site = await createSite({
    THALAMUS_QUOTA_DEVICES: '3',
    THALAMUS_QUOTA_CONNECTIONS: '1',
    THALAMUS_QUOTA_MESSAGES_PER_MONTH: String(messagesMax),
  });
  let program = await startProgram(site);
  t.after(() => program[Symbol.asyncDispose]());
  const [first, second] = (await createDevices(program, 'q', 2)) as [Login, Login];
  const report = () =>
    fetch(`${site.url}/device/v1/properties`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${first.password}`, 'x-device': first.username },
      body: '{"temperature":21.5}',
    });
  const usageOf = async () => {
    const usage = await program.call<Usage>('GET', '/api/v1/usage');
    return (name: string) => usage.quotas.find(({ quota }) => quota === name);
  };

  await assert.rejects(createDevices(program, 'more', 2), /429.*QUOTA_EXCEEDED.*"quota":"devices"/);

  // Over MQTT an acknowledgement means what it always means; a second connection has no place.
  const url = `mqtt://127.0.0.1:${site.mqttPort}`;
  const device = await mqtt.connectAsync(url, { ...second, reconnectPeriod: 0 });
  await assert.rejects(mqtt.connectAsync(url, { ...first, reconnectPeriod: 0 }), /Server unavailable/);
  for (let i = 0; i < messagesMax / 2; i++) await device.publishAsync('up/properties', '{"temperature":1}', { qos: 1 });
  for (let i = 0; i < messagesMax / 2; i++) assert.equal((await report()).status, 200);

  const refused = await report();
  assert.equal(refused.status, 429);
  const problem = (await refused.json()) as { code: string; quota: string; detail: string };
  assert.deepEqual([problem.code, problem.quota], ['QUOTA_EXCEEDED', 'messagesPerMonth']);
  assert.match(problem.detail, /messagesPerMonth/);
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);

  let acknowledged = false;
  const late = device.publishAsync('up/properties', '{"temperature":2}', { qos: 1 }).then(() => {
    acknowledged = true;
  });
  const before = await usageOf();
  assert.deepEqual([before('messagesPerMonth')?.used, before('messagesPerMonth')?.limit], [messagesMax, messagesMax]);
  assert.deepEqual([before('devices')?.used, before('connections')?.used, before('pointsPerMonth')?.used], [2, 1, messagesMax]);
  assert.equal(acknowledged, false);

  const operator = await signIn(site.url, administrator);
  const set = await operator.ask('PUT', '/api/v1/operator/tenants/default/quotas', { messagesPerMonth: messagesMax + 2 });
  assert.equal(set.status, 200, await set.text());
  await late;
  assert.equal((await report()).status, 200);
  assert.equal((await report()).status, 429);
  await device.endAsync();

  assert.equal(await program.stop(), 0);
  program = await startProgram(site);
  assert.equal((await report()).status, 429, 'a restart forgets neither the limit nor what was used');
  const after = await usageOf();
  assert.deepEqual([after('messagesPerMonth')?.used, after('messagesPerMonth')?.limit], [messagesMax + 2, messagesMax + 2]);
  const metrics = await (await fetch(`${site.url}/metrics`)).text();
  assert.match(metrics, /thalamus_quota_refused_total\{tenant="default",quota="messagesPerMonth"\} 1\n/);
});
