import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '#core/logger.ts';
import { CertificateError, type Certificates, openCertificates } from '#platform/connection/index.ts';
import type { Config } from './config.ts';
import type { Home } from './home.ts';
import { StartError } from './start-error.ts';

/** Own addresses of this machine that the development certificate names; further ones it does not. */
const ownAddressesMax = 16;

/** The certificates of all TLS ports; undefined when there are none. Throws `StartError` when the operator's can't be used. */
export async function openTls(config: Config, home: Home, log: Logger, now: () => number): Promise<Certificates | undefined> {
  if (config.mqttTlsPort === 'off' && config.mqttWssPort === 'off') return undefined;
  const pairs = (config.tlsCertificate ?? []).map((certificate, index) => ({ certificate, key: config.tlsKey?.[index] ?? '' }));
  try {
    const files = pairs.length === 0 ? undefined : { pairs, authority: config.tlsCa };
    return await openCertificates({ folder: join(home.folder, 'tls'), names: namesOf(config.publicUrl), files }, log, now);
  } catch (error) {
    throw error instanceof CertificateError
      ? new StartError(`${pairs.length === 0 ? 'THALAMUS_HOME' : 'THALAMUS_TLS_CERTIFICATE'}: ${error.message}`)
      : error;
  }
}

/** What devices may call this machine. */
function namesOf(publicUrl: string | undefined): readonly string[] {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid, family }) => !internal && (family === 'IPv4' || !scopeid))
    .map(({ address }) => address);
  const named = publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')];
  const host = hostname().toLowerCase();
  return [...new Set([...named, 'localhost', ...(isHostName(host) ? [host] : []), '127.0.0.1', '::1', ...own.slice(0, ownAddressesMax)])];
}

/** Whether it may stand in a certificate; machines may be called anything. */
function isHostName(name: string): boolean {
  return /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(name) && name.length <= 253;
}
