import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionView } from '../trace/connection-view.ts';
import type { Message } from './route/message.ts';
import { createTenantRoutes } from './route/tenant-routes.ts';
import { createSystemTopics } from './system-topics.ts';

const roomy = () => ({ retainedMessagesMax: 10, retainedBytesMax: 1000 });
const options = { qos: 0, noLocal: false, retainAsPublished: false, id: 0 } as const;

test('each tenant is told its own numbers, only what it subscribed to, and rates from the second time on', () => {
  let now = 0;
  const tenants = new Map(['acme', 'globex', 'silent'].map((tenant) => [tenant, createTenantRoutes(() => now, roomy)]));
  const told: string[] = [];
  for (const [tenant, filter] of [
    ['acme', '$SYS/broker/clients/+'],
    ['globex', '$SYS/#'],
  ] as const) {
    const subscriber = {
      ...{ online: true, load: 0, mayReceive: () => true },
      deliver: ({ tenant: of, topic, payload }: Message) => void told.push(`${tenant}<${of} ${topic} ${payload}`),
    };
    tenants.get(tenant)?.subscribe(subscriber, filter, options);
  }
  const connection = (tenant: string, kind: string, bytesIn: number) => ({
    tenant,
    kind,
    bytesIn,
    bytesOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    inflight: 0,
    queued: 0,
    dropped: 0,
  });
  let views = [connection('acme', 'device', 10), connection('acme', 'application', 0), connection('globex', 'device', 100)];
  const topics = createSystemTopics(
    tenants,
    { connections: () => views as unknown as ConnectionView[], subscriptionsOf: () => undefined },
    () => now,
  );
  topics.tell();
  assert.deepEqual(
    told.filter((each) => each.startsWith('acme')).sort(),
    ['applications 1', 'connected 2', 'devices 1'].map((each) => `acme<acme $SYS/broker/clients/${each}`),
  );
  assert.ok(told.includes('globex<globex $SYS/broker/clients/connected 1'));
  assert.ok(told.includes('globex<globex $SYS/broker/load/bytes/received 0'));
  told.length = 0;
  now = 10_000;
  views = [connection('globex', 'device', 1100)];
  topics.tell();
  assert.ok(told.includes('globex<globex $SYS/broker/load/bytes/received 100'));
  assert.ok(told.includes('globex<globex $SYS/broker/uptime 10'));
});
