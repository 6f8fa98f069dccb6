import type { BlockList } from 'node:net';
import { blockListOf, listHas, readAddressRange } from './address.ts';
import { type AddressBan, keysOf, type TenantBan, targetKey } from './ban.ts';
import type { GuardPrincipal } from './guard.ts';

/** Bans of one tenant, and of addresses; further ones are refused. Those that the platform makes by itself are not counted. */
export const bansPerTenantMax = 1_000;
export const addressBansMax = 10_000;
/** Bans that the platform made by itself; beyond it the oldest ends. */
const automaticBansMax = 20_000;

/** Who is kept out, in memory: asked at every connection. */
export interface BanList {
  add(ban: TenantBan): void;
  addAddress(ban: AddressBan): void;
  /** Returns what was removed. */
  remove(tenant: string, id: string): TenantBan | undefined;
  removeAddress(id: string): AddressBan | undefined;
  of(tenant: string): readonly TenantBan[];
  addresses(): readonly AddressBan[];
  find(principal: GuardPrincipal, clientId: string): TenantBan | undefined;
  findAddress(address: string): AddressBan | undefined;
  /** How many there are. */
  readonly size: number;
  /** Forgets what has ended. */
  sweep(): void;
}

export function createBanList(now: () => number): BanList {
  const bans = new Map<string, TenantBan>();
  const addressBans = new Map<string, AddressBan>();
  let ranges: BlockList | undefined;
  let automatic = 0;
  return {
    add,
    addAddress,
    remove,
    removeAddress,
    of: (tenant) => [...bans.values()].filter((ban) => ban.tenant === tenant && lasts(ban)),
    addresses: () => [...addressBans.values()].filter(lasts),
    find,
    findAddress,
    sweep,
    get size() {
      return bans.size + addressBans.size;
    },
  };

  function add(ban: TenantBan): void {
    const key = targetKey(ban.tenant, ban);
    drop(key);
    bans.set(key, ban);
    if (ban.createdBy === undefined && ++automatic > automaticBansMax) dropOldestAutomatic();
  }

  function addAddress(ban: AddressBan): void {
    addressBans.set(ban.address, ban);
    ranges = undefined;
  }

  function remove(tenant: string, id: string): TenantBan | undefined {
    for (const [key, ban] of bans) {
      if (ban.id !== id || ban.tenant !== tenant) continue;
      drop(key);
      return lasts(ban) ? ban : undefined;
    }
    return undefined;
  }

  function removeAddress(id: string): AddressBan | undefined {
    const ban = [...addressBans.values()].find((each) => each.id === id);
    if (ban === undefined) return undefined;
    addressBans.delete(ban.address);
    ranges = undefined;
    return lasts(ban) ? ban : undefined;
  }

  function find(principal: GuardPrincipal, clientId: string): TenantBan | undefined {
    if (bans.size === 0) return undefined;
    for (const key of keysOf(principal, clientId)) {
      const ban = bans.get(key);
      if (ban !== undefined && lasts(ban)) return ban;
    }
    return undefined;
  }

  function findAddress(address: string): AddressBan | undefined {
    if (addressBans.size === 0) return undefined;
    ranges ??= blockListOf([...addressBans.values()].flatMap((ban) => readAddressRange(ban.address) ?? []));
    if (!listHas(ranges, address)) return undefined;
    // Which one it is matters only to those few who are kept out.
    return [...addressBans.values()].find((ban) => {
      const range = readAddressRange(ban.address);
      return lasts(ban) && range !== undefined && listHas(blockListOf([range]), address);
    });
  }

  function sweep(): void {
    for (const [key, ban] of bans) if (!lasts(ban)) drop(key);
    for (const [key, ban] of addressBans) {
      if (lasts(ban)) continue;
      addressBans.delete(key);
      ranges = undefined;
    }
  }

  function drop(key: string): void {
    const ban = bans.get(key);
    if (ban === undefined) return;
    if (ban.createdBy === undefined) automatic--;
    bans.delete(key);
  }

  function dropOldestAutomatic(): void {
    for (const [key, ban] of bans) {
      if (ban.createdBy !== undefined) continue;
      drop(key);
      return;
    }
  }

  function lasts({ expiresAt }: { readonly expiresAt: number }): boolean {
    return now() < expiresAt;
  }
}
