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

/** The one key under which a ban is found; names of tenants, kinds and owners have no slash, and a client identifier comes last. */
export function targetKey(tenant: string, { clientId, device, application }: BanTarget): string {
  const owner = device !== undefined ? `device/${device}` : application !== undefined ? `application/${application}` : '*/*';
  return clientId === undefined ? `${tenant}/${owner}` : `${tenant}/${owner}/${clientId}`;
}

/** The keys of all bans that would keep a client out. */
export function keysOf({ tenant, kind, name }: GuardPrincipal, clientId: string): readonly string[] {
  return [`${tenant}/${kind}/${name}`, `${tenant}/${kind}/${name}/${clientId}`, `${tenant}/*/*/${clientId}`];
}
