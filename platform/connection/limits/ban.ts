import type { GuardPrincipal } from './guard.ts';

/** Whom a ban of a tenant is about: what fits all that is named. */
export interface BanTarget {
  readonly clientId?: string;
  readonly device?: string;
  readonly application?: string;
}

interface BanFacts {
  readonly id: string;
  /** Told to whoever is refused, and to those who look at the list. */
  readonly reason: string;
  /** Who made it; undefined when the platform did by itself. */
  readonly createdBy: string | undefined;
  readonly createdAt: number;
  /** When it ends, ms; `Infinity` when somebody has to end it. */
  readonly expiresAt: number;
  /** What it is counted by. */
  readonly limit: 'banned' | 'flapping' | 'duplicate-client';
}

/** A device, application or client identifier that a tenant keeps out. */
export interface TenantBan extends BanFacts, BanTarget {
  readonly tenant: string;
}

/** An address, or a range of them, that the platform keeps out. */
export interface AddressBan extends BanFacts {
  readonly address: string;
}

/** Stands in no name: neither MQTT nor PostgreSQL takes it in a text. */
const between = '\0';

/** The one key under which a ban is found. */
export function targetKey(tenant: string, { clientId, device, application }: BanTarget): string {
  if (device !== undefined) return keyOf(tenant, 'device', device, clientId);
  return application === undefined ? keyOf(tenant, '', '', clientId) : keyOf(tenant, 'application', application, clientId);
}

/** The keys of all bans that would keep a client out. */
export function keysOf({ tenant, kind, name }: GuardPrincipal, clientId: string): readonly string[] {
  return [keyOf(tenant, kind, name, undefined), keyOf(tenant, kind, name, clientId), keyOf(tenant, '', '', clientId)];
}

function keyOf(tenant: string, kind: string, name: string, clientId: string | undefined): string {
  return [tenant, kind, name, ...(clientId === undefined ? [] : [clientId])].join(between);
}
