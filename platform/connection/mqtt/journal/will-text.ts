import { z } from 'zod';
import type { PendingWill } from '../session/pending-will.ts';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const schema = z.object({
  at: z.number(),
  topic: z.string(),
  payload: bytes,
  qos: z.literal([0, 1, 2]),
  retain: z.boolean(),
  delaySeconds: z.number(),
  expirySeconds: z.number(),
  forwarded: bytes,
});

/** A will as the journal keeps it; null for none. */
export function encodeWill(pending: PendingWill | undefined): string | null {
  if (pending === undefined) return null;
  const { payload, forwarded, ...rest } = pending.will;
  return JSON.stringify({ at: pending.at, ...rest, payload: payload.toString('base64'), forwarded: forwarded.toString('base64') });
}

export function decodeWill(stored: unknown): PendingWill | undefined {
  if (stored === null) return undefined;
  const { at, ...will } = schema.parse(stored);
  return { at, will };
}
