import { X509Certificate } from 'node:crypto';
import { type CertificateFields, readCertificate } from './certificate-fields.ts';

/** A certificate with what its names and extensions say. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly fields: CertificateFields;
  /** SHA-256 of the whole: 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Largest certificate that is read, in DER. */
export const certificateBytesMax = 16_384;

/** A certificate in DER; undefined for anything else. */
export function certificateOf(raw: Buffer): Certificate | undefined {
  if (raw.length > certificateBytesMax) return undefined;
  try {
    const x509 = new X509Certificate(raw);
    // What follows the certificate is not signed and not compared.
    if (x509.raw.length !== raw.length) return undefined;
    return certificateIn(x509);
  } catch {
    return undefined;
  }
}

/** The one certificate in a PEM text; undefined for anything else. */
export function certificateFromPem(pem: string): Certificate | undefined {
  try {
    return certificateIn(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/** True while it is valid by its own dates. */
export function isCurrent({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore <= now && now <= notAfter;
}

/** Its subject in one line, for people. */
export function subjectText({ x509 }: Certificate): string {
  return x509.subject?.split('\n').join(', ') ?? '';
}

function certificateIn(x509: X509Certificate): Certificate {
  return {
    x509,
    fields: readCertificate(x509.raw),
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: Date.parse(x509.validFrom),
    notAfter: Date.parse(x509.validTo),
  };
}
