import { type Certificate, certificateOf, isCurrent } from './certificate.ts';

/** Certificates between a device's and the registered authority; more are not followed. */
export const intermediatesMax = 3;
/** Least bits of an RSA key in a chain. */
const rsaBitsLeast = 2048;

/** MD5 and SHA-1 signatures, which can be forged. */
const weakSignatures = new Set(['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3', '1.3.14.3.2.29']);

/** How a certificate leads to an authority: valid until the first of both and all between ends. */
export interface Chain<A> {
  readonly anchor: A;
  readonly notAfter: number;
}

/**
 * Follows a client's certificate through those it sent along to the authorities that `anchorsOf` knows by their subject (RFC 5280 §6.1).
 * All authorities of one subject whose key signed it are returned: several tenants may have registered the same.
 */
export async function chainsOf<A extends { readonly certificate: Certificate }>(
  leaf: Certificate,
  presented: readonly Buffer[],
  anchorsOf: (subject: Buffer) => Promise<readonly A[]>,
  now: number,
): Promise<readonly Chain<A>[]> {
  if (!isCurrent(leaf, now) || leaf.fields.mayAuthenticateClients === false || !isSound(leaf)) return [];
  const path: Certificate[] = [leaf];
  const rest = presented.slice(0, intermediatesMax + 1).flatMap((raw) => certificateOf(raw) ?? []);
  for (;;) {
    const last = path.at(-1) as Certificate;
    const anchors = (await anchorsOf(last.fields.issuer)).filter(
      ({ certificate }) => certificate.fingerprint !== leaf.fingerprint && issued(certificate, last, path.length - 1, now),
    );
    if (anchors.length > 0) {
      const notAfter = Math.min(...path.map((each) => each.notAfter));
      return anchors.map((anchor) => ({ anchor, notAfter: Math.min(notAfter, anchor.certificate.notAfter) }));
    }
    const next =
      path.length <= intermediatesMax ? rest.find((each) => !path.includes(each) && issued(each, last, path.length - 1, now)) : undefined;
    if (next === undefined) return [];
    path.push(next);
  }
}

/** True when `issuer` is an authority that may have, and has, signed `subject`, with `below` authorities between it and the leaf. */
export function issued(issuer: Certificate, subject: Certificate, below: number, now: number): boolean {
  const { authority, maySignCertificates } = issuer.fields;
  return (
    issuer.fields.subject.equals(subject.fields.issuer) &&
    authority !== undefined &&
    authority.pathLength >= below &&
    maySignCertificates !== false &&
    isCurrent(issuer, now) &&
    isSound(issuer) &&
    subject.x509.checkIssued(issuer.x509) &&
    subject.x509.verify(issuer.x509.publicKey)
  );
}

/** False for keys and signatures that others could make, and for conditions that are not understood here. */
export function isSound({ x509, fields }: Certificate): boolean {
  const bits = x509.publicKey.asymmetricKeyDetails?.modulusLength;
  return fields.unknownCritical.length === 0 && !weakSignatures.has(fields.signatureOid) && (bits === undefined || bits >= rsaBitsLeast);
}
