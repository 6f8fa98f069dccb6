import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { IssuedPem } from './development-certificates.ts';
import type { PemSet } from './key-files.ts';
import { CertificateError } from './key-pair.ts';

/** The development certificate is made anew when it ends within this time. */
export const certificateRenewalMs = 30 * 24 * 3_600_000;
/** The development authority is made anew, with the same key and name, when it ends within this time. */
export const authorityRenewalMs = 2 * 365 * 24 * 3_600_000;

/** Reads the development authority and its server certificate from a folder; makes there what is missing, ends soon or lacks a name. */
export function openDevelopmentKeys({ folder, names }: { readonly folder: string; readonly names: readonly string[] }, now: () => number) {
  const paths = {
    authority: join(folder, 'ca.pem'),
    authorityKey: join(folder, 'ca.key'),
    server: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };

  return async (): Promise<PemSet> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const authority = await authorityInForce();
    const server = await serverInForce(authority);
    const origin = { certificate: paths.server, key: paths.key };
    return { pairs: [{ ...server, origin }], authority: authority.certificate };
  };

  async function authorityInForce(): Promise<IssuedPem> {
    const kept = await pairAt(paths.authority, paths.authorityKey);
    if (kept !== undefined && lasts(kept.certificate, authorityRenewalMs)) return kept;
    // Another authority is one that no device trusts: that is not for us to decide.
    if (kept === undefined && existsSync(paths.authority)) {
      throw new CertificateError(
        `${paths.authority} and ${paths.authorityKey} do not belong together: restore them, or delete both to get a new authority, which devices then have to trust`,
      );
    }
    const { issueAuthority } = await import('./development-certificates.ts');
    const made = await issueAuthority(now(), kept);
    await keep(paths.authorityKey, made.key, 0o600);
    await keep(paths.authority, made.certificate, 0o644);
    return made;
  }

  async function serverInForce(authority: IssuedPem): Promise<IssuedPem> {
    const kept = await pairAt(paths.server, paths.key);
    if (kept !== undefined && lasts(kept.certificate, certificateRenewalMs) && fits(kept.certificate, authority)) return kept;
    const { issueServer } = await import('./development-certificates.ts');
    const made = await issueServer(now(), authority, names);
    await keep(paths.key, made.key, 0o600);
    await keep(paths.server, made.certificate, 0o644);
    return made;
  }

  function lasts(pem: string, longer: number): boolean {
    return new X509Certificate(pem).validToDate.getTime() - now() > longer;
  }

  function fits(pem: string, authority: IssuedPem): boolean {
    const certificate = new X509Certificate(pem);
    const issuer = new X509Certificate(authority.certificate);
    if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false;
    return names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined);
  }
}

/** Undefined when a file is missing or both do not belong together: a start may have ended between writing them. */
async function pairAt(certificatePath: string, keyPath: string): Promise<IssuedPem | undefined> {
  try {
    const [certificate, key] = await Promise.all([readFile(certificatePath, 'utf8'), readFile(keyPath, 'utf8')]);
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
  } catch {
    return undefined;
  }
}

async function keep(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', mode);
  try {
    await file.chmod(mode);
    await file.write(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
