import { hkdfSync } from 'node:crypto';

/** A key of 32 bytes for one purpose, derived from the platform's one secret: a leak of one opens nothing else. */
export function deriveKey(secret: Uint8Array, purpose: 'sessions' | 'idempotency' | 'sso'): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), `thalamus/${purpose}`, 32));
}
