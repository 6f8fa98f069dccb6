import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** Keys of one issuer that are taken as they are pasted. */
const keysPerIssuerMax = 20;

/** Signatures that are taken: of a key whose public half is known, never of a shared secret. */
export const tokenAlgorithms = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
] as const;

const publicJwk = z
  .looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']), kid: z.string().max(256).optional() })
  .refine((jwk) => !['d', 'p', 'q', 'k'].some((name) => name in jwk), 'public keys only')
  .refine((jwk) => isKey(jwk), 'a key that can be read; RSA of 2048 bits or more');

/** A set of public keys (RFC 7517). */
export const jwksSchema = z
  .strictObject({ keys: z.array(publicJwk).min(1).max(keysPerIssuerMax) })
  .refine(({ keys }) => keys.length === 1 || keys.every(({ kid }) => kid !== undefined), 'a `kid` for each key, where there are several');
export type Jwks = z.output<typeof jwksSchema>;

/** A public key in PEM as a set of one; undefined for anything else, and for private keys. */
export function jwksOfPem(pem: string): Jwks | undefined {
  if (/PRIVATE KEY/.test(pem)) return undefined;
  try {
    return jwksSchema.parse({ keys: [createPublicKey(pem).export({ format: 'jwk' })] });
  } catch {
    return undefined;
  }
}

function isKey(jwk: Readonly<Record<string, unknown>>): boolean {
  try {
    const bits = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails?.modulusLength;
    return bits === undefined || bits >= 2048;
  } catch {
    return false;
  }
}
