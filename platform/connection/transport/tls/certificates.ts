import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from '#core/logger.ts';
import { cipherOptions } from './ciphers.ts';
import { openDevelopmentKeys } from './development-keys.ts';
import { type KeyFiles, type PemSet, readKeyFiles } from './key-files.ts';
import { CertificateError, leafOf } from './key-pair.ts';

/** How often the files are looked at: a new certificate is served to connections that begin after that. */
export const certificateCheckMs = 5_000;
/** A certificate of the operator that ends within this time is complained about. */
export const certificateWarningMs = 14 * 24 * 3_600_000;

export interface CertificateSettings {
  /** Where the development authority and its certificate are kept. */
  readonly folder: string;
  /** What people call this server: names and addresses of the development certificate. */
  readonly names: readonly string[];
  /** The operator's own; undefined: a development authority of ours. */
  readonly files: KeyFiles | undefined;
}

export interface CertificateState {
  readonly source: 'development' | 'operator';
  /** When the first of the certificates in use ends. */
  readonly expiresAt: number;
  /** Why the newest files are not in use; undefined when they are. */
  readonly failure: string | undefined;
  /** PEM of what clients must trust; undefined where they trust it anyway. */
  readonly authority: string | undefined;
}

/** The certificates in use: new ones are taken up while we run, broken ones leave the old in use. */
export interface Certificates {
  /** For clients that ask for no name we have. */
  readonly context: SecureContextOptions;
  /** Undefined where the first certificate is meant. */
  contextFor(serverName: string): SecureContext | undefined;
  readonly state: CertificateState;
  /** Calls back when others are in use; returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  /** Looks at the files now. */
  reload(): Promise<void>;
  close(): void;
}

interface Served {
  readonly context: SecureContextOptions;
  readonly named: readonly { readonly leaf: X509Certificate; readonly context: SecureContext }[];
  readonly expiresAt: number;
  readonly authority: string | undefined;
}

/** Reads or makes the certificates. Rejects with `CertificateError` when the operator's can't be used. */
export async function openCertificates(settings: CertificateSettings, log: Logger, now: () => number): Promise<Certificates> {
  const { files } = settings;
  const source: CertificateState['source'] = files === undefined ? 'development' : 'operator';
  const read = files === undefined ? openDevelopmentKeys(settings, now) : () => readKeyFiles(files);
  const listeners = new Set<() => void>();
  let inUse = '';
  let failure: string | undefined;
  let warned = false;
  let served = await load();
  const checks = setInterval(() => void reload(), certificateCheckMs).unref();
  warn();

  return {
    get context() {
      return served.context;
    },
    contextFor: (name) => served.named.find(({ leaf }) => leaf.checkHost(name) !== undefined)?.context,
    get state() {
      return { source, expiresAt: served.expiresAt, failure, authority: served.authority };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reload,
    close: () => clearInterval(checks),
  };

  async function load(): Promise<Served> {
    const pems = await read();
    inUse = JSON.stringify(pems);
    return serve(pems);
  }

  async function reload(): Promise<void> {
    try {
      const pems = await read();
      const found = JSON.stringify(pems);
      if (found !== inUse) {
        served = serve(pems);
        inUse = found;
        warned = false;
        log.info({ expiresAt: new Date(served.expiresAt).toISOString() }, 'TLS: new certificates are in use');
        for (const listener of listeners) listener();
      }
      failure = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== failure) log.error({ err: error }, 'TLS: the new certificates can’t be used; the old ones stay in use');
      failure = message;
    }
    warn();
  }

  function warn(): void {
    if (warned || source === 'development' || served.expiresAt - now() > certificateWarningMs) return;
    warned = true;
    log.warn({ expiresAt: new Date(served.expiresAt).toISOString() }, 'TLS: the certificate ends soon');
  }
}

function serve({ pairs, authority }: PemSet): Served {
  const all = pairs.map((pair) => ({ leaf: leafOf(pair), options: { ...cipherOptions, cert: pair.certificate, key: pair.key } }));
  const [first] = all;
  if (first === undefined) throw new CertificateError('there is no certificate');
  try {
    if (authority !== undefined) new X509Certificate(authority);
  } catch (error) {
    throw new CertificateError(`the authority is no certificate: expected PEM (${(error as Error).message})`);
  }
  try {
    const named = all.map(({ leaf, options }) => ({ leaf, context: createSecureContext(options) }));
    const expiresAt = Math.min(...all.map(({ leaf }) => leaf.validToDate.getTime()));
    return { context: first.options, named: all.length > 1 ? named : [], expiresAt, authority };
  } catch (error) {
    throw new CertificateError(`${pairs.map(({ origin }) => origin.certificate).join(', ')} can’t be used (${(error as Error).message})`);
  }
}
