import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool, type Skippable } from './require.ts';

/** A certificate with its key, made by OpenSSL. */
export interface MadeCertificate {
  readonly pem: string;
  readonly keyPem: string;
  readonly key: KeyObject;
  readonly raw: Buffer;
}

export interface CertificateWish {
  /** As OpenSSL takes it: `/O=Acme/CN=pump-1`. */
  readonly subject: string;
  /** Who signs; itself where left out. */
  readonly by?: MadeCertificate;
  /** Lines of an extension section, such as `basicConstraints=critical,CA:TRUE`. */
  readonly extensions?: readonly string[];
  readonly key?: readonly string[];
  readonly digest?: string;
  /** Valid from now for so long. */
  readonly days?: number;
}

/** Makes certificates in a folder that the test leaves behind empty; undefined where there is no OpenSSL. */
export function certificateMaker(
  t: Skippable & { after(work: () => void): void },
): ((wish: CertificateWish) => MadeCertificate) | undefined {
  const openssl = requireTool(t, 'openssl');
  if (openssl === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => execFileSync(openssl, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  return ({
    subject,
    by,
    extensions = [],
    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    digest = 'sha256',
    days = 30,
  }) => {
    writeFileSync(path('request.cnf'), '[req]\ndistinguished_name=name\n[name]\n');
    run('req', '-config', 'request.cnf', '-utf8', ...key, '-nodes', '-keyout', 'key.pem', '-subj', subject, '-out', 'request.pem');
    writeFileSync(path('extensions.cnf'), `[own]\n${extensions.join('\n')}\n`);
    const times = ['-days', String(days)];
    if (by !== undefined) {
      writeFileSync(path('by.pem'), by.pem);
      writeFileSync(path('by.key'), by.keyPem);
    }
    const signer = by === undefined ? ['-signkey', 'key.pem'] : ['-CA', 'by.pem', '-CAkey', 'by.key', '-CAcreateserial'];
    const section = extensions.length === 0 ? [] : ['-extfile', 'extensions.cnf', '-extensions', 'own'];
    run('x509', '-req', '-in', 'request.pem', ...signer, `-${digest}`, ...times, ...section, '-out', 'certificate.pem');
    const pem = readFileSync(path('certificate.pem'), 'utf8');
    const keyPem = readFileSync(path('key.pem'), 'utf8');
    return { pem, keyPem, key: createPrivateKey(keyPem), raw: new X509Certificate(pem).raw };
  };
}

/** Extensions of an authority; with a path length where given. */
export function authorityExtensions(pathLength?: number): readonly string[] {
  const limit = pathLength === undefined ? '' : `,pathlen:${pathLength}`;
  return [`basicConstraints=critical,CA:TRUE${limit}`, 'keyUsage=critical,keyCertSign,cRLSign'];
}
