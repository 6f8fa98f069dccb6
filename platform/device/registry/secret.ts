import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random bytes of a device secret: too many to guess. */
const secretBytes = 32;

/** A new device secret: 32 random bytes as base64url. Shown once, never stored. */
export function makeSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/** What is stored of a secret. One round of SHA-256 is enough: 256 random bits can't be guessed from it. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Tells one secret from another by what is stored of it. */
export function secretId(stored: Buffer): string {
  return hash('sha256', stored, 'hex').slice(0, 16);
}

/** What a secret is called as a credential. */
export function secretCredential(stored: Buffer): string {
  return `secret:${secretId(stored)}`;
}

/** Compares in constant time. Without a stored hash it does the same work and says no. */
export function secretMatches(secret: string, stored: Buffer | undefined): boolean {
  return timingSafeEqual(hashSecret(secret), stored ?? nobodysHash) && stored !== undefined;
}

const nobodysHash = hashSecret(makeSecret());
