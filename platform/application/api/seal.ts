import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Fixed by AES-GCM: a random nonce per answer. */
const nonceBytes = 12;
/** Fixed by AES-GCM: a shorter or wrong tag does not open. */
const tagBytes = 16;

/** AES-256-GCM: nonce, tag, ciphertext. `about` is bound in: a sealed text opens only where it was sealed for. */
export function seal(key: Uint8Array, text: string, about: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined when it was sealed with another key, for something else, or was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
