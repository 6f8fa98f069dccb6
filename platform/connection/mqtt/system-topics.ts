import type { LiveConnections } from '../trace/connection-view.ts';
import { noBytes } from './bytes.ts';
import { Message } from './route/message.ts';
import { noRoute, type TenantRoutes } from './route/tenant-routes.ts';

/** How often a tenant is told its numbers under `$SYS`, while somebody is subscribed to them. */
export const systemTopicsMs = 10_000;

const prefix = '$SYS/broker/';

interface Sums {
  devices: number;
  applications: number;
  inflight: number;
  queued: number;
  dropped: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
}

/** Values of a tenant by their topic below `$SYS/broker/`. */
type Values = Readonly<Record<string, number>>;

export interface SystemTopics {
  /** Publishes each tenant's own numbers to whoever subscribed to them. */
  tell(): void;
}

export function createSystemTopics(tenants: ReadonlyMap<string, TenantRoutes>, live: LiveConnections, now: () => number): SystemTopics {
  const startedAt = now();
  const before = new Map<string, { readonly at: number; readonly sums: Sums }>();
  const topics = Object.keys(valuesOf(noSums(), undefined, 0, 0, 0, { count: 0, bytes: 0 }));
  return { tell };

  function tell(): void {
    const wanting = [...tenants].filter(([, routes]) => topics.some((topic) => routes.match(prefix + topic) !== noRoute));
    for (const tenant of before.keys()) if (!wanting.some(([wants]) => wants === tenant)) before.delete(tenant);
    if (wanting.length === 0) return;
    const at = now();
    const sums = sumsOf(new Set(wanting.map(([tenant]) => tenant)));
    for (const [tenant, routes] of wanting) {
      const mine = sums.get(tenant) ?? noSums();
      const last = before.get(tenant);
      before.set(tenant, { at, sums: mine });
      const seconds = last === undefined ? 0 : (at - last.at) / 1000;
      const values = valuesOf(mine, last?.sums, seconds, (at - startedAt) / 1000, routes.filters, routes.retained);
      for (const [topic, value] of Object.entries(values)) {
        const route = routes.match(prefix + topic);
        if (route === noRoute) continue;
        route.deliver(new Message(tenant, prefix + topic, Buffer.from(String(value)), 0, false, noBytes, 0, undefined));
      }
    }
  }

  function sumsOf(wanting: ReadonlySet<string>): ReadonlyMap<string, Sums> {
    const sums = new Map<string, Sums>();
    for (const view of live.connections()) {
      if (!wanting.has(view.tenant)) continue;
      const sum = sums.get(view.tenant) ?? noSums();
      sums.set(view.tenant, sum);
      if (view.kind === 'device') sum.devices++;
      else sum.applications++;
      for (const name of ['inflight', 'queued', 'dropped', 'messagesIn', 'messagesOut', 'bytesIn', 'bytesOut'] as const)
        sum[name] += view[name];
    }
    return sums;
  }
}

function noSums(): Sums {
  return { devices: 0, applications: 0, inflight: 0, queued: 0, dropped: 0, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };
}

function valuesOf(
  sums: Sums,
  last: Sums | undefined,
  seconds: number,
  uptime: number,
  subscriptions: number,
  retained: { readonly count: number; readonly bytes: number },
): Values {
  // A connection that ended took its counts along: a rate is never less than nothing.
  const rate = (name: 'messagesIn' | 'messagesOut' | 'bytesIn' | 'bytesOut') =>
    last === undefined || seconds <= 0 ? 0 : Math.max(0, Math.round(((sums[name] - last[name]) / seconds) * 100) / 100);
  return {
    uptime: Math.floor(uptime),
    'clients/connected': sums.devices + sums.applications,
    'clients/devices': sums.devices,
    'clients/applications': sums.applications,
    'subscriptions/count': subscriptions,
    'retained/count': retained.count,
    'retained/bytes': retained.bytes,
    'messages/inflight': sums.inflight,
    'messages/queued': sums.queued,
    'messages/dropped': sums.dropped,
    'load/messages/received': rate('messagesIn'),
    'load/messages/sent': rate('messagesOut'),
    'load/bytes/received': rate('bytesIn'),
    'load/bytes/sent': rate('bytesOut'),
  };
}
