import assert from 'node:assert/strict';
import { test } from 'node:test';
import mqtt, { type IDisconnectPacket } from 'mqtt';
import { administrator, createSite, startProgram } from '../program.ts';
import { eventually } from './eventually.ts';
import { signIn } from './person.ts';
import { createDevices, type Login } from './publishers.ts';

test('limits and bans hold over MQTT at once, are named in refusals, diaries, metrics and the audit log, and outlive a restart', async (t) => {
  await using site = await createSite();
  let program = await startProgram(site);
  t.after(() => program[Symbol.asyncDispose]());
  const [device] = (await createDevices(program, 'l', 1)) as [Login];
  const name = device.username.split('/')[1] as string;
  let operator = await signIn(site.url, administrator);
  const url = `mqtt://127.0.0.1:${site.mqttPort}`;
  const connect = () => mqtt.connectAsync(url, { ...device, protocolVersion: 5, reconnectPeriod: 0 });

  const client = await connect();
  const set = await operator.ask('PUT', '/api/v1/operator/connection-limits', { 'device.messagesPerSecond': 10 });
  assert.equal(set.status, 200);
  // A burst of five seconds passes; of the rest QoS 0 is dropped, QoS 1 comes through in its time.
  for (let i = 0; i < 60; i++) client.publish('up/properties', '{"temperature":1}', { qos: 0 });
  await client.publishAsync('up/properties', '{"temperature":2}', { qos: 1 });
  const metrics = await program.call<string>('GET', '/metrics');
  assert.match(metrics, /thalamus_limit_fired_total\{limit="device\.messagesPerSecond"\} \d+/);
  assert.match(metrics, /thalamus_overload_level 0/);

  const ended = new Promise<IDisconnectPacket>((resolve) => client.once('disconnect', resolve));
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  const made = await operator.ask('POST', '/api/v1/bans', { device: name, reason: 'sends garbage' });
  const { id } = (await made.json()) as { id: string };
  const goodbye = await ended;
  assert.deepEqual([goodbye.reasonCode, goodbye.properties?.reasonString], [0x98, 'banned: sends garbage']);
  await closed;

  await program[Symbol.asyncDispose]();
  program = await startProgram(site);
  operator = await signIn(site.url, administrator);
  await assert.rejects(connect(), (error) => error instanceof Error && 'code' in error && error.code === 0x8a);
  const settings = (await (await operator.ask('GET', '/api/v1/operator/connection-limits')).json()) as { set: object };
  assert.deepEqual(settings.set, { 'device.messagesPerSecond': 10 });
  const reasons = async (): Promise<string[]> => {
    const diary = await operator.ask('GET', `/api/v1/devices/${name}/connection-events`);
    return ((await diary.json()) as { items: { reason: string }[] }).items.map(({ reason }) => reason);
  };
  await eventually('the end and the refusal are in the diary', async () =>
    (await reasons()).filter((reason) => reason === 'banned').length >= 2 ? true : undefined,
  );
  assert.ok((await reasons()).includes('device.messagesPerSecond'));
  const audit = (await (await operator.ask('GET', '/api/v1/audit')).json()) as { items: { action: string; resource: { type: string } }[] };
  assert.ok(audit.items.some(({ action }) => action === 'createBan'));

  assert.equal((await operator.ask('DELETE', `/api/v1/bans/${id}`)).status, 204);
  await (await connect()).endAsync();
});
