import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { administrator, createSite, type Program, startProgram } from '../program.ts';
import { isLong } from '../require.ts';
import { eventually } from './eventually.ts';
import { countUp, type KeptClient, keepClient } from './kept-clients.ts';
import { signIn } from './person.ts';
import { processesBelow } from './processes.ts';
import { createDevices } from './publishers.ts';

/** Each third one is the database's. */
const kills = isLong ? 20 : 3;
const messagesMax = isLong ? 2_000 : 500;
const publishers = 3;
const open = { THALAMUS_MQTT_ANONYMOUS: 'default', THALAMUS_BIND: '127.0.0.1' };

/** Ends all processes of the database at once; the program starts it anew. */
async function killPostgres(program: Program): Promise<void> {
  const pids = processesBelow(program.pid, 'postgres');
  assert.ok(pids.length > 0, 'PostgreSQL runs');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await eventually('a new PostgreSQL', async () =>
    processesBelow(program.pid, 'postgres').some((pid) => !pids.includes(pid)) ? true : undefined,
  );
}

test('kill -9 of the program and of its database at random moments: QoS 1 is never lost, QoS 2 comes exactly once, each topic in order, subscriptions and retained stay', async () => {
  await using site = await createSite(open);
  let program = await startProgram(site);
  const operator = await signIn(site.url, administrator);
  const set = await operator.ask('PUT', '/api/v1/operator/connection-limits', { 'session.queuedMessages': 1_000_000 });
  assert.equal(set.status, 200);
  const old = await keepClient(site.mqttPort, 'old', { protocolVersion: 4, properties: {} });
  const young = await keepClient(site.mqttPort, 'young');
  const away = await keepClient(site.mqttPort, 'away');
  const subscribers = { old, young, away };
  for (const { client } of Object.values(subscribers)) await client.subscribeAsync('count/#', { qos: 2 });
  await away.client.endAsync(true);

  const progress = { total: 0, wake: () => {} };
  const onAcknowledged = () => {
    progress.total++;
    progress.wake();
  };
  const more = async (count: number) => {
    const goal = progress.total + count;
    while (progress.total < goal) await new Promise<void>((resolve) => (progress.wake = resolve));
  };
  const speakers = await Promise.all(Array.from({ length: publishers }, (_, i) => keepClient(site.mqttPort, `speaker-${i}`)));
  const counting = speakers.flatMap((speaker, i) =>
    ([1, 2] as const).map((qos) => ({
      topic: `count/${i}/${qos}`,
      qos,
      counting: countUp(speaker, `count/${i}/${qos}`, qos, onAcknowledged),
    })),
  );
  const last: KeptClient = speakers[0] as KeptClient;
  for (let round = 0; round < kills; round++) {
    await more(randomInt(50, messagesMax));
    await last.client.publishAsync('state', `${round}`, { qos: 1, retain: true });
    // What is subscribed a moment before the end is subscribed.
    const late = await keepClient(site.mqttPort, `late-${round}`);
    await late.client.subscribeAsync(`late/${round}`, { qos: 1 });
    if (round % 3 === 1) await killPostgres(program);
    else {
      await program.kill();
      program = await startProgram(site);
    }
    await last.client.publishAsync(`late/${round}`, 'there', { qos: 1 });
    await late.until(() => late.got.get(`late/${round}`)?.[0] === 'there');
    await late.client.endAsync(true);
  }
  await more(200);
  const counts = await Promise.all(counting.map(async (each) => ({ ...each, count: await each.counting.stop() })));
  away.client.reconnect();
  for (const [name, subscriber] of Object.entries(subscribers)) {
    for (const { topic, qos, count } of counts) {
      await subscriber.until(() => new Set(subscriber.got.get(topic)).size >= count);
      const seen = subscriber.got.get(topic) ?? [];
      const wanted = Array.from({ length: count }, (_, i) => `${i}`);
      assert.deepEqual(qos === 2 ? seen : [...new Set(seen)], wanted, `${name}: ${topic}`);
    }
    assert.ok(
      subscriber.present.slice(1).every((present) => present),
      `${name}: the session was there each time`,
    );
  }
  const fresh = await keepClient(site.mqttPort, 'fresh');
  await fresh.client.subscribeAsync('state', { qos: 1 });
  await fresh.until(() => fresh.got.has('state'));
  assert.deepEqual(fresh.got.get('state'), [`${kills - 1}`]);
  for (const { client } of [...speakers, old, young, away, fresh]) await client.endAsync(true);
  assert.equal(await program.stop(), 0);
});

test('after kill -9 the wills of those who were connected are said, after their delay, and sessions end when they were to', async () => {
  await using site = await createSite(open);
  let program = await startProgram(site);
  const heir = await keepClient(site.mqttPort, 'heir');
  await heir.client.subscribeAsync('will/#', { qos: 1 });
  const will = (name: string, willDelayInterval = 0) => ({
    topic: `will/${name}`,
    payload: Buffer.from('gone'),
    qos: 1 as const,
    properties: { willDelayInterval },
  });
  const kept = await keepClient(site.mqttPort, 'kept', { will: will('kept') });
  const delayed = await keepClient(site.mqttPort, 'delayed', { will: will('delayed', 3) });
  const clean = await keepClient(site.mqttPort, 'clean', {
    clean: true,
    protocolVersion: 4,
    properties: {},
    will: { ...will('clean'), properties: {} },
  });
  const left = await keepClient(site.mqttPort, 'left', { will: will('left') });
  await left.client.endAsync();
  const short = await keepClient(site.mqttPort, 'short', { properties: { sessionExpiryInterval: 4 } });
  const long = await keepClient(site.mqttPort, 'long', { properties: { sessionExpiryInterval: 60 } });
  await Promise.all([short.client.endAsync(), long.client.endAsync()]);
  const ended = performance.now();
  // Whatever is acknowledged for a kept session is durable with everything before it.
  await heir.client.subscribeAsync('settled', { qos: 1 });
  await program.kill();
  // None of them comes back to say that it lives.
  for (const { client } of [kept, delayed, clean]) client.end(true);
  program = await startProgram(site);
  const started = performance.now();
  await heir.until(() => heir.got.has('will/kept') && heir.got.has('will/clean'));
  assert.equal(heir.got.has('will/delayed'), false);
  await heir.until(() => heir.got.has('will/delayed'));
  // The program counts from its own start, which is before we see it healthy.
  assert.ok(performance.now() - started > 1_000, 'the delay is kept');
  assert.equal(heir.got.has('will/left'), false);
  await delay(Math.max(0, 4_100 - (performance.now() - ended)));
  const again = await keepClient(site.mqttPort, 'short');
  const longer = await keepClient(site.mqttPort, 'long');
  assert.deepEqual([again.present[0], longer.present[0]], [false, true]);
  for (const { client } of [heir, again, longer]) await client.endAsync(true);
  assert.equal(await program.stop(), 0);
});

test('while the database is away telemetry is taken as ever, what sessions keep waits, and operators see for how long', async () => {
  await using site = await createSite(open);
  await using program = await startProgram(site);
  const [login] = await createDevices(program, 'pump', 1);
  const device = await keepClient(site.mqttPort, 'device', { ...login, clean: true, properties: {} });
  const keeper = await keepClient(site.mqttPort, 'keeper');
  const speaker = await keepClient(site.mqttPort, 'speaker', { clean: true, properties: {} });
  await keeper.client.subscribeAsync('kept', { qos: 1 });
  const pids = processesBelow(program.pid, 'postgres');
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  let told = false;
  const kept = speaker.client.publishAsync('kept', 'x', { qos: 1 }).then(() => (told = true));
  // A subscriber that is there has it at once; its publisher is told when it is kept.
  await keeper.until(() => keeper.got.has('kept'));
  for (let i = 0; i < 20; i++) await device.client.publishAsync('up/properties', `{"temperature":${i}}`, { qos: 1 });
  const metric = async (name: string) => {
    const text = await (await fetch(`${program.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  };
  await eventually('late', async () => ((await metric('thalamus_mqtt_journal_late_seconds')) > 0.5 ? true : undefined));
  assert.equal(told, false);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  await kept;
  await eventually('not late', async () => ((await metric('thalamus_mqtt_journal_late_seconds')) === 0 ? true : undefined));
  for (const { client } of [device, keeper, speaker]) await client.endAsync(true);
});
