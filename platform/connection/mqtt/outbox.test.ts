import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflightMessagesMax, queuedMessagesMax } from './limits.ts';
import { Outbox } from './outbox.ts';
import { createPublishView, readPublish } from './packet/publish.ts';

function collect() {
  const sent: { topic: string; packetId: number }[] = [];
  const view = createPublishView();
  const outbox = new Outbox((packet) => {
    // All test packets have a remaining length of one byte.
    readPublish(view, packet[0] as number, packet, 2, packet.length);
    sent.push({ topic: view.topic, packetId: view.packetId });
  });
  return { outbox, sent };
}

test('messages above the window wait and leave in order as acknowledgements come', () => {
  const { outbox, sent } = collect();
  for (let i = 0; i < inflightMessagesMax + 3; i++) outbox.deliver(`t${i}`, Buffer.from('x'), 1);
  assert.equal(sent.length, inflightMessagesMax);
  for (const { packetId } of [...sent]) outbox.acknowledged(packetId);
  assert.deepEqual(
    sent.map(({ topic }) => topic),
    Array.from({ length: inflightMessagesMax + 3 }, (_, i) => `t${i}`),
  );
});

test('a full queue drops its oldest message and counts it', () => {
  const { outbox, sent } = collect();
  for (let i = 0; i < inflightMessagesMax + queuedMessagesMax + 2; i++) outbox.deliver(`t${i}`, Buffer.from('x'), 1);
  assert.equal(outbox.dropped, 2);
  outbox.acknowledged(sent[0]?.packetId as number);
  assert.equal(sent.at(-1)?.topic, `t${inflightMessagesMax + 2}`);
});

test('QoS 0 passes at once and an unknown acknowledgement changes nothing', () => {
  const { outbox, sent } = collect();
  outbox.deliver('a', Buffer.from('x'), 0);
  outbox.acknowledged(77);
  assert.deepEqual(sent, [{ topic: 'a', packetId: 0 }]);
});
