import { createHash, createHmac, hkdfSync, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** Rounds of PBKDF2 in SCRAM-SHA-256: a small device has to do them too (RFC 7677 §4 asks for at least 4096). */
export const scramIterations = 10_000;
/** Random bytes of a SCRAM salt. */
const saltBytes = 16;

const derive = promisify(pbkdf2);

/** What is kept of a password so that SCRAM can prove it (RFC 5802 §3): it opens nothing by itself. */
export interface ScramKeys {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export async function scramKeysOf(password: string): Promise<ScramKeys> {
  const salt = randomBytes(saltBytes);
  const salted = await derive(password.normalize('NFKC'), salt, scramIterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return {
    salt,
    iterations: scramIterations,
    storedKey: createHash('sha256').update(clientKey).digest(),
    serverKey: createHmac('sha256', salted).update('Server Key').digest(),
  };
}

/** Makes keys for names that have none: the same salt for the same name, so that asking twice tells nothing, and keys that nothing fits. */
export function createNobodysKeys(secret: Uint8Array): (about: string) => ScramKeys {
  const key = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'thalamus/scram', 32));
  return (about) => ({
    salt: createHmac('sha256', key).update(about).digest().subarray(0, saltBytes),
    iterations: scramIterations,
    storedKey: randomBytes(32),
    serverKey: randomBytes(32),
  });
}
