import type { Fault } from '../errors.ts';
import type { QuotaName } from '../quota.ts';

/** Somebody whose next message waits for the tenant's bucket; it waits once at a time. */
export interface QuotaWaiter {
  /** Its turn: there is at least one message to take. It may wait again, behind the others. */
  proceed(): void;
}

/** What of one tenant is counted and bounded on the way of its data: one object per tenant, which its sessions hold. */
export interface TenantMeter {
  /** The limit in force; `Infinity` where there is none. */
  limit(quota: QuotaName): number;
  /** Takes one message from the bucket and counts it; false when it must wait or be refused. */
  takeMessage(): boolean;
  /** Why `takeMessage` says no: the quota that closed the tenant to data, else the rate. */
  readonly lacking: QuotaName;
  /** The quota that lets no more data in before the month ends, space is freed or the limit is raised. */
  readonly closedBy: QuotaName | undefined;
  /** Calls `proceed` when a message can be taken again, in order of arrival. */
  wait(waiter: QuotaWaiter): void;
  leave(waiter: QuotaWaiter): void;
  /** Counts bytes that arrived from a device. */
  received(bytes: number): void;
  /** True when no further connection is allowed. */
  readonly connectionsFull: boolean;
  connected(): void;
  disconnected(): void;
  /** Tells how much there is now. */
  observe(stock: 'devices' | 'storageBytes', used: number): void;
  /** Counts what was refused or dropped because of a quota. */
  refused(quota: QuotaName): void;
  /** Counts it as `refused` does, and gives the fault that tells it, with the quota's name and when to come back. */
  exceeded(quota: QuotaName): Fault;
}

/** What each tenant may use. */
export interface Quotas {
  /** Always the same object for a tenant. */
  meter(tenant: string): TenantMeter;
}
