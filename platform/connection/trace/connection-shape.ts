import { z } from 'zod';
import { filterQuery } from '#core/filter/filter.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import type { ConnectionView } from './connection-view.ts';
import type { Talk } from './talk.ts';

/** What filters of connections may name; `name`, `product`, `space` and labels are the device's. */
export const connectionVocabulary: Vocabulary = {
  kind: ['device', 'application'],
  owner: 'string',
  product: 'string',
  space: 'string',
  'labels.*': 'string',
  clientId: 'string',
  protocol: ['mqtt-3.1', 'mqtt-3.1.1', 'mqtt-5'],
  listener: 'string',
  address: 'string',
  credential: 'string',
  connectedAt: 'timestamp',
  lastActiveAt: 'timestamp',
  keepAliveSeconds: 'number',
  subscriptions: 'number',
  inflight: 'number',
  queued: 'number',
  dropped: 'number',
  bytesIn: 'number',
  bytesOut: 'number',
  messagesIn: 'number',
  messagesOut: 'number',
  unsentBytes: 'number',
};

export const connectionSorts = ['owner', 'connectedAt', '-connectedAt', '-talk', '-waiting'] as const;
export type ConnectionSort = (typeof connectionSorts)[number];

export const connectionListQuery = pageQuery.extend({
  search: z.string().trim().min(1).max(128).optional().describe('Part of the device, application, client identifier or address'),
  filter: filterQuery(connectionVocabulary),
  sort: z
    .enum(connectionSorts)
    .default('owner')
    .describe('`-talk`: those first that send and receive most; `-waiting`: those that take their messages slowest'),
});
export type ConnectionListQuery = z.output<typeof connectionListQuery>;

const count = z.int();

const connectionFields = z.object({
  id: z.string(),
  kind: z.enum(['device', 'application']),
  owner: z.string().describe('Name of the device or application'),
  clientId: z.string(),
  protocol: z.enum(['mqtt-3.1', 'mqtt-3.1.1', 'mqtt-5']),
  listener: z.string().describe('`tcp`, `tls`, `ws` or `wss`'),
  address: z.string(),
  credential: z.string().describe('What let it in'),
  connectedAt: z.iso.datetime(),
  lastActiveAt: z.iso.datetime().nullable().describe('When it last published something; pings do not count'),
  keepAliveSeconds: count,
  cleanStart: z.boolean(),
  expirySeconds: count.describe('How long its session is kept after the connection'),
  subscriptions: count,
  inflight: count.describe('Sent and not acknowledged'),
  queued: count.describe('Waiting to be sent'),
  dropped: count.describe('Messages that it did not get'),
  bytesIn: count,
  bytesOut: count,
  messagesIn: count,
  messagesOut: count,
  messagesPerSecond: z.number().describe('In and out, since the look before or else since it connected'),
  bytesPerSecond: z.number(),
  unsentBytes: count.describe('Sent, but not taken by the peer'),
  paused: z.array(z.string()).describe('Why it is not read at the moment'),
});
export const connectionSchema = connectionFields.meta({ id: 'Connection' });
export type Connection = z.infer<typeof connectionSchema>;

export const connectionDetailSchema = connectionFields
  .extend({ filters: z.array(z.object({ filter: z.string(), qos: count })) })
  .meta({ id: 'ConnectionDetail' });

export const connectionPage = pageOf(connectionSchema)
  .extend({ total: count.describe('Connections that fit, on all pages') })
  .meta({ id: 'ConnectionPage' });

/** `mqtt-3.1.1`. */
export function protocolOf(level: number): Connection['protocol'] {
  return level === 5 ? 'mqtt-5' : level === 3 ? 'mqtt-3.1' : 'mqtt-3.1.1';
}

/** A connection as the API shows it. */
export function toldConnection(view: ConnectionView, talk: Talk): Connection {
  const { id, kind, owner, clientId, level, listener, address, credential, connectedAt, lastActiveAt } = view;
  const { keepAliveSeconds, cleanStart, expirySeconds, subscriptions, inflight, queued, dropped } = view;
  const { bytesIn, bytesOut, messagesIn, messagesOut, unsentBytes, paused } = view;
  return {
    ...{ id, kind, owner, clientId, protocol: protocolOf(level), listener, address, credential },
    connectedAt: new Date(connectedAt).toISOString(),
    lastActiveAt: lastActiveAt === 0 ? null : new Date(lastActiveAt).toISOString(),
    ...{ keepAliveSeconds, cleanStart, expirySeconds, subscriptions, inflight, queued, dropped },
    ...{ bytesIn, bytesOut, messagesIn, messagesOut, ...talk, unsentBytes, paused: [...paused] },
  };
}

/** What a filter sees of a connection: one literal, as it is made for every connection of a tenant. */
export function filterRow(view: ConnectionView): Record<string, unknown> {
  const { device, lastActiveAt } = view;
  return {
    kind: view.kind,
    owner: view.owner,
    product: device?.product.name ?? null,
    space: device?.space ?? null,
    labels: device?.labels ?? noLabels,
    clientId: view.clientId,
    protocol: protocolOf(view.level),
    listener: view.listener,
    address: view.address,
    credential: view.credential,
    connectedAt: view.connectedAt,
    lastActiveAt: lastActiveAt === 0 ? null : lastActiveAt,
    keepAliveSeconds: view.keepAliveSeconds,
    subscriptions: view.subscriptions,
    inflight: view.inflight,
    queued: view.queued,
    dropped: view.dropped,
    bytesIn: view.bytesIn,
    bytesOut: view.bytesOut,
    messagesIn: view.messagesIn,
    messagesOut: view.messagesOut,
    unsentBytes: view.unsentBytes,
  };
}

const noLabels = {};
