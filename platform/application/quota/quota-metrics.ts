import { Counter, Gauge, type Registry } from 'prom-client';
import type { EventBus } from '#core/events.ts';
import type { Meters } from './meters.ts';

/** Tenants with series of their own: those that were refused first. What others are refused is counted together, under no name. */
export const metricTenantsMax = 100;

/** Refusals by tenant and quota, as only few tenants are ever refused; what tenants use is told by the API, not by metrics. */
export function registerQuotaMetrics(registry: Registry, meters: Meters, events: EventBus): void {
  const named = new Set<string>();
  const registers = [registry];
  new Counter({
    name: 'thalamus_quota_refused_total',
    help: 'What was refused or dropped because of a quota, by tenant; without a name for those beyond the first hundred',
    labelNames: ['tenant', 'quota'],
    registers,
    collect() {
      this.reset();
      for (const meter of meters.all()) {
        if (meter.refusalsEver.size > 0 && named.size < metricTenantsMax) named.add(meter.tenant);
        const tenant = named.has(meter.tenant) ? meter.tenant : '';
        for (const [quota, count] of meter.refusalsEver) this.inc({ tenant, quota }, count);
      }
    },
  });
  new Counter({
    name: 'thalamus_quota_slowed_total',
    help: 'How often a connection waited for its tenant’s message rate',
    registers,
    collect() {
      this.reset();
      for (const meter of meters.all()) this.inc(meter.slowedEver);
    },
  });
  new Gauge({
    name: 'thalamus_quota_waiting',
    help: 'Connections that are not read because of a quota of their tenant',
    registers,
    collect() {
      let waiting = 0;
      for (const meter of meters.all()) waiting += meter.waiting;
      this.set(waiting);
    },
  });
  const warned = new Counter({
    name: 'thalamus_quota_warnings_total',
    help: 'Warnings that four fifths of a quota are used',
    labelNames: ['quota'],
    registers,
  });
  events.on('quota.warning', ({ quota }) => warned.inc({ quota }));
}
