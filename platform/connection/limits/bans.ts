import { randomBytes } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { readAddressRange } from './address.ts';
import type { AddressBan, BanTarget, TenantBan } from './ban.ts';
import { addressBansMax, type BanList, bansPerTenantMax } from './ban-list.ts';
import type { LimitsStore } from './limits-store.ts';

/** What somebody says who bans. */
export interface NewBan {
  readonly reason: string;
  readonly createdBy: string;
  readonly expiresAt: number | undefined;
}

/** Keeping out devices, applications and client identifiers of a tenant, and addresses. */
export interface Bans {
  of(tenant: string): readonly TenantBan[];
  addresses(): readonly AddressBan[];
  ban(tenant: string, target: BanTarget, ban: NewBan): Promise<TenantBan>;
  banAddress(address: string, ban: NewBan): Promise<AddressBan>;
  unban(tenant: string, id: string): Promise<void>;
  unbanAddress(id: string): Promise<void>;
}

interface BansNeeds {
  readonly list: BanList;
  readonly store: LimitsStore;
  readonly events: EventBus;
  readonly now: () => number;
}

export function createBans({ list, store, events, now }: BansNeeds): Bans {
  return { of: list.of, addresses: list.addresses, ban, banAddress, unban, unbanAddress };

  async function ban(tenant: string, target: BanTarget, asked: NewBan): Promise<TenantBan> {
    const byHand = list.of(tenant).filter(({ createdBy }) => createdBy !== undefined);
    if (byHand.length >= bansPerTenantMax) throw full(bansPerTenantMax, 'of a tenant');
    const made: TenantBan = { tenant, ...target, ...facts(asked) };
    await store.putBan(made);
    list.add(made);
    events.publish('ban.added', { tenant });
    return made;
  }

  async function banAddress(text: string, asked: NewBan): Promise<AddressBan> {
    const range = readAddressRange(text);
    if (range === undefined) throw wrong('address', 'an address such as 192.0.2.7, or a range such as 192.0.2.0/24 or 2001:db8::/32');
    if (list.addresses().length >= addressBansMax) throw full(addressBansMax, 'of the platform');
    const made: AddressBan = { address: range.text, ...facts(asked) };
    await store.putAddressBan(made);
    list.addAddress(made);
    events.publish('ban.added', { tenant: undefined });
    return made;
  }

  async function unban(tenant: string, id: string): Promise<void> {
    if (!list.of(tenant).some((each) => each.id === id)) throw new Fault('NOT_FOUND', `There is no ban ${id}`);
    await store.removeBan(tenant, id);
    list.remove(tenant, id);
  }

  async function unbanAddress(id: string): Promise<void> {
    if (!list.addresses().some((each) => each.id === id)) throw new Fault('NOT_FOUND', `There is no ban ${id}`);
    await store.removeAddressBan(id);
    list.removeAddress(id);
  }

  function facts({ reason, createdBy, expiresAt = Number.POSITIVE_INFINITY }: NewBan) {
    if (expiresAt <= now()) throw wrong('expiresAt', 'a time in the future');
    return { id: randomBytes(8).toString('hex'), reason, createdBy, createdAt: now(), expiresAt, limit: 'banned' } as const;
  }
}

function wrong(field: string, expected: string): Fault {
  return new Fault('BAD_REQUEST', `${field}: ${expected}`, { places: [{ field, expected }] });
}

function full(most: number, of: string): Fault {
  return new Fault('CONFLICT', `There are ${most} bans already, the most ${of}`);
}
