// The certificate library finds its parts through this polyfill, which has to be there first.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** Life of the development authority; before its end it is renewed, with the same key and name. */
export const authorityLifeMs = 20 * 365 * 24 * 3_600_000;
/** Life of the development certificate, as long as phones and browsers accept; before its end it is renewed. */
export const certificateLifeMs = 397 * 24 * 3_600_000;
/** A certificate is valid from this long before it is made, for devices whose clocks are slow. */
export const backdatedMs = 24 * 3_600_000;

/** A certificate and its key, as PEM. */
export interface IssuedPem {
  readonly certificate: string;
  readonly key: string;
}

/** P-256: every TLS library for small devices has it. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Makes a development authority, or renews one: then what trusts the old one trusts the new. */
export async function issueAuthority(now: number, old: IssuedPem | undefined): Promise<IssuedPem> {
  const keys = old === undefined ? await newKeys() : await keysOf(old.key);
  const name =
    old === undefined
      ? `CN=Thalamus development CA ${randomBytes(4).toString('hex')}, O=Thalamus`
      : new X509Certificate(old.certificate).subject;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    ...period(now, authorityLifeMs),
    serialNumber: serialNumber(),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

/** Makes a server certificate for host names and addresses. */
export async function issueServer(now: number, authority: IssuedPem, names: readonly string[]): Promise<IssuedPem> {
  const issuer = new X509Certificate(authority.certificate);
  const signing = await keysOf(authority.key);
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    // A name longer than what this field holds is in the alternative names, where clients look.
    subject: [{ CN: [(names[0] ?? 'localhost').slice(0, 64)] }],
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: signing.privateKey,
    ...period(now, certificateLifeMs),
    serialNumber: serialNumber(),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(signing.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

function period(now: number, life: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(now - backdatedMs), notAfter: new Date(now + life) };
}

/** Positive and not shortened, whatever the random bytes are. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function keysOf(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(pem);
  const { subtle } = webcrypto;
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, true, ['sign']),
    subtle.importKey('spki', createPublicKey(key).export({ type: 'spki', format: 'der' }), algorithm, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }).export({ type: 'pkcs8', format: 'pem' }).toString();
}
