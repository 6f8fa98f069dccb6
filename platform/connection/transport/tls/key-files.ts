import { readFile } from 'node:fs/promises';
import { CertificateError, type PemPair } from './key-pair.ts';

/** The operator's own files. */
export interface KeyFiles {
  readonly pairs: readonly { readonly certificate: string; readonly key: string }[];
  /** Certificates that clients have to trust, where that is not a public authority. */
  readonly authority: string | undefined;
}

/** Everything that TLS needs, as PEM. */
export interface PemSet {
  /** The first is shown to clients that ask for no name, or for one that no certificate has. */
  readonly pairs: readonly PemPair[];
  readonly authority: string | undefined;
}

/** Reads the operator's files. Throws `CertificateError` for one that can't be read. */
export async function readKeyFiles({ pairs, authority }: KeyFiles): Promise<PemSet> {
  return {
    pairs: await Promise.all(
      pairs.map(async (origin) => ({ certificate: await read(origin.certificate), key: await read(origin.key), origin })),
    ),
    authority: authority === undefined ? undefined : await read(authority),
  };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CertificateError(`${path} can’t be read (${(error as Error).message})`);
  }
}
