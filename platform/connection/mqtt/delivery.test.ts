import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, kept, wide } from './dial.test.ts';
import { startGateway } from './fixture.test.ts';

test('QoS 1 and 2 go on to the end of their handshakes; nothing is sent again while the connection lives [MQTT-4.4.0-1]', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a', { qos: 2 });
  await speaker.publish('a', 'one', { qos: 1 });
  await speaker.publish('a', 'two', { qos: 2 });
  const one = await listener.next('publish');
  const two = await listener.next('publish');
  assert.deepEqual([one.qos, two.qos, one.dup, two.dup], [1, 2, false, false]);
  listener.send({ cmd: 'puback', messageId: one.messageId });
  listener.send({ cmd: 'pubrec', messageId: two.messageId });
  assert.equal((await listener.next('pubrel')).messageId, two.messageId);
  listener.send({ cmd: 'pubcomp', messageId: two.messageId });
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT-4.3.3-2] a QoS 2 publication that is repeated before PUBREL is delivered once, also over a new connection', async (t) => {
  const gateway = await startGateway(t, wide);
  const listener = await dial(t, gateway);
  await listener.subscribe('a', { qos: 0 });
  const first = await dial(t, gateway, kept('s'));
  const publication = { cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false, messageId: 7 } as const;
  first.send(publication);
  await first.next('pubrec');
  first.send({ ...publication, dup: true });
  await first.next('pubrec');
  await first.leave();
  const second = await dial(t, gateway, kept('s'));
  assert.equal(second.connack.sessionPresent, true);
  second.send({ ...publication, dup: true });
  await second.next('pubrec');
  second.send({ cmd: 'pubrel', messageId: 7 });
  await second.next('pubcomp');
  assert.deepEqual(await listener.hear(1), ['a x']);
  assert.equal(await listener.heardNothing(), true);
  second.send(publication);
  await second.next('pubrec');
  assert.deepEqual(await listener.hear(1), ['a x']);
});

test('[MQTT-4.4.0-1] what was not acknowledged comes again with DUP and the same identifier, in order; PUBREL without its message', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const first = await dial(t, gateway, kept('s'));
  await first.subscribe('a', { qos: 2 });
  for (const [i, qos] of ([1, 2, 2, 1] as const).entries()) await speaker.publish('a', `${i}`, { qos });
  const sent = [];
  for (let i = 0; i < 4; i++) sent.push(await first.next('publish'));
  first.send({ cmd: 'puback', messageId: sent[0]?.messageId });
  first.send({ cmd: 'pubrec', messageId: sent[1]?.messageId });
  await first.next('pubrel');
  await first.leave();
  await speaker.publish('a', 'later', { qos: 1 });
  const second = await dial(t, gateway, kept('s'));
  assert.equal((await second.next('pubrel')).messageId, sent[1]?.messageId);
  const again = [await second.next('publish'), await second.next('publish'), await second.next('publish')];
  assert.deepEqual(
    again.map(({ payload, dup, qos }) => `${payload} ${dup} ${qos}`),
    ['2 true 2', '3 true 1', 'later false 1'],
  );
  assert.deepEqual([again[0]?.messageId, again[1]?.messageId], [sent[2]?.messageId, sent[3]?.messageId]);
});

test('messages that come while a returning client is being served again are delivered once and after the older ones', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  const first = await dial(t, gateway, kept('s'));
  await first.subscribe('a', { qos: 1 });
  await first.leave();
  for (let i = 0; i < 20; i++) await speaker.publish('a', `${i}`, { qos: 1 });
  const back = dial(t, gateway, kept('s'));
  for (let i = 20; i < 40; i++)
    speaker.send({ cmd: 'publish', topic: 'a', payload: `${i}`, qos: 1, dup: false, retain: false, messageId: i });
  const second = await back;
  const heard: string[] = [];
  while (heard.length < 40) {
    const { payload, messageId } = await second.next('publish');
    heard.push(`${payload}`);
    second.send({ cmd: 'puback', messageId });
  }
  assert.deepEqual(
    heard,
    Array.from({ length: 40 }, (_, i) => `${i}`),
  );
  assert.equal(await second.heardNothing(), true);
});

test('[MQTT-4.6.0-6] messages of one topic keep their order for every QoS that they are sent with', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a/#', { qos: 2 });
  for (let i = 0; i < 90; i++) {
    const qos = (i % 3) as 0 | 1 | 2;
    speaker.send({ cmd: 'publish', topic: `a/${qos}`, payload: `${i}`, qos, dup: false, retain: false, messageId: i + 1 });
  }
  const heard: number[][] = [[], [], []];
  for (let count = 0; count < 90; count++) {
    const { payload, qos, messageId } = await listener.next('publish');
    heard[qos]?.push(Number(payload));
    if (qos === 1) listener.send({ cmd: 'puback', messageId });
    if (qos === 2) {
      listener.send({ cmd: 'pubrec', messageId });
      listener.send({ cmd: 'pubcomp', messageId });
    }
  }
  for (const qos of [0, 1, 2])
    assert.deepEqual(
      heard[qos],
      Array.from({ length: 30 }, (_, i) => i * 3 + qos),
    );
});

test('[MQTT-3.8.4-3] subscribing again to a filter replaces its options and makes no second subscription', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a', { qos: 0 }, 1);
  await listener.subscribe('a', { qos: 1 }, 2);
  await speaker.publish('a', 'x', { qos: 1 });
  const heard = await listener.next('publish');
  assert.deepEqual([heard.qos, heard.properties?.subscriptionIdentifier], [1, 2]);
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT5-3.3.4-3] [MQTT5-3.3.4-4] overlapping filters make one copy with the highest QoS and all identifiers', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a/#', { qos: 0 }, 10);
  await listener.subscribe('a/+', { qos: 2 }, 268_435_455);
  await listener.subscribe('a/b', { qos: 1 });
  await speaker.publish('a/b', 'x', { qos: 2 });
  const heard = await listener.next('publish');
  const ids = [heard.properties?.subscriptionIdentifier].flat() as number[];
  assert.deepEqual([heard.qos, ids.toSorted((a, b) => a - b)], [2, [10, 268_435_455]]);
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT5-3.8.3-3] no-local keeps a client’s own publications from it and no other', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a', { qos: 1, nl: true });
  await listener.publish('a', 'own', { qos: 1 });
  await speaker.publish('a', 'other', { qos: 1 });
  assert.deepEqual(await listener.hear(1), ['a other']);
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT-3.10.4-1] after UNSUBACK nothing new comes, and what was begun is finished', async (t) => {
  const gateway = await startGateway(t, wide);
  const [listener, speaker] = [await dial(t, gateway), await dial(t, gateway)];
  await listener.subscribe('a', { qos: 2 });
  await speaker.publish('a', 'before', { qos: 2 });
  const { messageId } = await listener.next('publish');
  await listener.unsubscribe('a');
  await speaker.publish('a', 'after', { qos: 2 });
  listener.send({ cmd: 'pubrec', messageId });
  assert.equal((await listener.next('pubrel')).messageId, messageId);
  assert.equal(await listener.heardNothing(), true);
});

test('[MQTT5-3.3.2-15] [MQTT5-3.3.2-17] a question and its answer: response topic, correlation data, content type and user properties arrive as they were', async (t) => {
  const gateway = await startGateway(t, wide);
  const asking = await dial(t, gateway, { properties: { requestResponseInformation: true } });
  const answering = await dial(t, gateway);
  const { responseInformation = '' } = asking.connack.properties ?? {};
  assert.match(responseInformation, /^responses\/.+\/$/);
  await asking.subscribe(`${responseInformation}#`);
  await answering.subscribe('questions');
  const properties = {
    payloadFormatIndicator: true,
    contentType: 'text/plain',
    responseTopic: `${responseInformation}1`,
    correlationData: Buffer.from([0, 255, 7]),
    userProperties: { a: ['1', '2'], b: '3' },
  };
  await asking.publish('questions', 'how warm?', { qos: 1, properties });
  const question = await answering.next('publish');
  assert.deepEqual({ ...question.properties, userProperties: { ...question.properties?.userProperties } }, properties);
  await answering.publish(question.properties?.responseTopic ?? '', '21', {
    qos: 1,
    properties: { correlationData: question.properties?.correlationData as Buffer },
  });
  const answer = await asking.next('publish');
  assert.deepEqual([`${answer.payload}`, answer.properties?.correlationData], ['21', Buffer.from([0, 255, 7])]);
});

test('properties of MQTT 5 do not reach clients of older versions, and their messages reach clients of MQTT 5', async (t) => {
  const gateway = await startGateway(t, wide);
  const [older, newer] = [await dial(t, gateway, { protocolVersion: 4 }), await dial(t, gateway)];
  await older.subscribe('a');
  await newer.subscribe('b');
  await newer.publish('a', 'x', {
    qos: 1,
    properties: { contentType: 'text/plain', messageExpiryInterval: 100, userProperties: { k: 'v' } },
  });
  await older.publish('b', 'y', { qos: 1 });
  assert.deepEqual(await older.hear(1), ['a x']);
  assert.deepEqual(await newer.hear(1), ['b y']);
});

test('a publication that nobody wants is acknowledged with 0x10', async (t) => {
  const gateway = await startGateway(t, wide);
  const speaker = await dial(t, gateway);
  assert.equal(await speaker.publish('nobody', 'x', { qos: 1 }), 0x10);
  assert.equal(await speaker.publish('nobody', 'x', { qos: 2 }), 0x10);
  await speaker.subscribe('nobody');
  assert.equal(await speaker.publish('nobody', 'x', { qos: 1 }), 0);
});
