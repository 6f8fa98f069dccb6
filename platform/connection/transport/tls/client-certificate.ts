import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../peer.ts';

/** Certificates of one chain that are looked at. */
const chainMax = 10;
/** Chains that are remembered for resumed connections, whose tickets hold the client's own certificate only; the one used longest ago is forgotten. */
export const rememberedChainsMax = 10_000;

/** Reads the certificate that a handshake proved; undefined where the client has none. */
export type ReadCertificate = (secure: TLSSocket) => PeerCertificate | undefined;

export function createCertificateReader(): ReadCertificate {
  const chains = new Map<string, readonly Buffer[]>();
  return (secure) => {
    const leaf = secure.getPeerX509Certificate();
    if (leaf === undefined) return undefined;
    const fingerprint256 = leaf.fingerprint256.replaceAll(':', '').toLowerCase();
    const shown = secure.isSessionReused() ? (chains.get(fingerprint256) ?? chainOf(leaf)) : chainOf(leaf);
    remember(fingerprint256, shown);
    return { raw: leaf.raw, fingerprint256, subject: leaf.subject, chain: shown };
  };

  function remember(fingerprint: string, chain: readonly Buffer[]): void {
    chains.delete(fingerprint);
    if (chain.length === 0) return;
    chains.set(fingerprint, chain);
    if (chains.size > rememberedChainsMax) chains.delete(chains.keys().next().value as string);
  }
}

function chainOf(leaf: X509Certificate): readonly Buffer[] {
  const chain: Buffer[] = [];
  for (let at = leaf.issuerCertificate; at !== undefined && chain.length < chainMax; at = at.issuerCertificate) {
    if (chain.at(-1)?.equals(at.raw) === true) break;
    chain.push(at.raw);
  }
  return chain;
}
