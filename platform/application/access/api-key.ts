import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'thk_';
const idChars = 16;
const secretChars = 43;

/** A key in two parts: the id says which row to look at, the secret is known only as its hash. */
export interface ApiKeyText {
  readonly id: string;
  readonly secret: string;
}

/** A new key: 64 random bits of id, 256 of secret. */
export function newApiKey(): ApiKeyText {
  return { id: randomBytes(idChars / 2).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

/** `thk_` + id + secret. */
export function formatApiKey({ id, secret }: ApiKeyText): string {
  return `${prefix}${id}${secret}`;
}

/** The part of a key that people recognise it by; it opens nothing. */
export function apiKeyPrefix(id: string): string {
  return `${prefix}${id}`;
}

/** Undefined when it does not look like a key. */
export function parseApiKey(text: string): ApiKeyText | undefined {
  if (text.length !== prefix.length + idChars + secretChars || !/^thk_[0-9a-f]{16}[A-Za-z0-9_-]{43}$/.test(text)) return undefined;
  const at = prefix.length + idChars;
  return { id: text.slice(prefix.length, at), secret: text.slice(at) };
}

// Random 256 bits can't be guessed from their hash, so a fast one does.
export function hashApiKeySecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares in constant time. */
export function apiKeyFits(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashApiKeySecret(secret), hash);
}
