import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import type { AddressBan, TenantBan } from './ban.ts';
import type { NewBan } from './bans.ts';

const time = z.union([z.iso.datetime({ offset: true }), z.int().min(0).max(8.64e15)]);

/** What everybody says who bans. */
export const askedFields = {
  reason: z.string().trim().min(1).max(500).describe('Told to whoever is refused, and shown in lists'),
  expiresAt: time.optional().describe('When the ban ends; left out: when somebody ends it'),
};

/** What every ban tells. */
export const toldFields = {
  id: z.string(),
  reason: z.string(),
  automatic: z.boolean().describe('The platform made it by itself: somebody came and went all the time'),
  limit: z.enum(['banned', 'flapping', 'duplicate-client']).describe('The name of the limit, as refusals call it'),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
};

export const banParams = z.object({ id: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits') });

export function askedOf(body: { readonly reason: string; readonly expiresAt?: string | number | undefined }, createdBy: string): NewBan {
  const { reason, expiresAt } = body;
  return { reason, createdBy, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).getTime() };
}

export function toldOf({ id, reason, createdBy, createdAt, expiresAt, limit }: TenantBan | AddressBan) {
  return {
    id,
    reason,
    automatic: createdBy === undefined,
    limit,
    createdBy: createdBy ?? null,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === Number.POSITIVE_INFINITY ? null : new Date(expiresAt).toISOString(),
  };
}

/** A page of a list that is in memory, newest first; the cursor is the id of the last item of the page before. */
export function pageOfBans<T extends { readonly id: string; readonly createdAt: string }>(
  items: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { items: T[]; next: string | null } {
  const sorted = items.toSorted((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? 1 : -1));
  const at = cursor === undefined ? 0 : sorted.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && at === 0) {
    throw new Fault('BAD_REQUEST', 'The list has changed since; read it from the start', {
      places: [{ field: 'cursor', expected: 'the `next` of the page before' }],
    });
  }
  const page = sorted.slice(at, at + limit);
  return { items: page, next: at + limit < sorted.length ? (page.at(-1)?.id ?? null) : null };
}
