import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** A certificate with what it needs to be shown, as PEM. */
export interface PemPair {
  /** The certificate first, then those that lead to its issuer. */
  readonly certificate: string;
  readonly key: string;
  /** Where both come from, for messages. */
  readonly origin: { readonly certificate: string; readonly key: string };
}

/** A certificate or key that can't be used; the message names the file. */
export class CertificateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CertificateError';
  }
}

/** The certificate of a pair. Throws `CertificateError` unless it can be read and the key is its own. */
export function leafOf(pair: PemPair): X509Certificate {
  const leaf = certificateOf(pair);
  const key = keyOf(pair);
  if (!leaf.checkPrivateKey(key)) {
    throw new CertificateError(`${pair.origin.key} is not the key of the first certificate in ${pair.origin.certificate}`);
  }
  return leaf;
}

function certificateOf({ certificate, origin }: PemPair): X509Certificate {
  const blocks = certificate.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (blocks === null)
    throw new CertificateError(`${origin.certificate} holds no certificate: expected PEM, beginning with the server’s own`);
  try {
    return blocks.map((block) => new X509Certificate(block))[0] as X509Certificate;
  } catch (error) {
    throw new CertificateError(`${origin.certificate} holds a broken certificate (${(error as Error).message})`);
  }
}

function keyOf({ key, origin }: PemPair): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    throw new CertificateError(`${origin.key} is encrypted: expected a key without a passphrase (openssl pkey -in … -out …)`);
  }
  try {
    return createPrivateKey(key);
  } catch (error) {
    throw new CertificateError(`${origin.key} holds no private key: expected PEM (${(error as Error).message})`);
  }
}
