import 'reflect-metadata';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Aedes } from 'aedes';
import { createMqttListeners } from './mqtt-listeners.ts';
import type { Peer } from './peer.ts';
import { type CertificateSettings, openCertificates } from './tls/certificates.ts';
import type { Transport } from './transport.ts';

export const silent = { info() {}, warn() {}, error() {} };

/** Resolves when the connection is gone, by an error or without. */
export function gone(socket: Duplex): Promise<void> {
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalamus-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A test that waits longer than this for something has failed. */
const waitMs = 10_000;

interface Wish {
  readonly proxies?: readonly string[];
  readonly connectionsMax?: number;
  readonly admit?: (peer: Peer) => string | undefined;
  readonly certificates?: Partial<CertificateSettings>;
  /** What takes the connections; a broker where left out. */
  readonly accept?: (transport: Transport, peer: Peer) => void;
}

/** All listeners on loopback, an HTTP server included, with a broker behind them that is not ours. */
export async function startListeners(t: TestContext, wish: Wish = {}) {
  const broker = await Aedes.createBroker();
  const peers: Peer[] = [];
  const transports = new Set<Transport>();
  let wake = () => {};
  const settings = { folder: tempFolder(t), names: ['localhost', '127.0.0.1', '::1'], files: undefined, ...wish.certificates };
  const certificates = await openCertificates(settings, silent, Date.now);
  const listeners = createMqttListeners({
    door: {
      admit: wish.admit ?? (() => undefined),
      accept(transport, peer) {
        peers.push(peer);
        transports.add(transport);
        transport.once('close', () => transports.delete(transport));
        if (wish.accept === undefined) broker.handle(transport);
        else wish.accept(transport, peer);
        wake();
      },
    },
    certificates,
    proxies: wish.proxies ?? [],
    packetBytesMax: 64 * 1024,
    connectionsMax: () => wish.connectionsMax ?? 1_000,
    log: silent,
  });
  const http: Server = createServer();
  http.on('upgrade', (request, socket, head) => listeners.webSocket.upgrade(request, socket, head));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const webSocketPort = (http.address() as AddressInfo).port;
  listeners.mounted({ address: '127.0.0.1', port: webSocketPort });
  t.after(async () => {
    for (const transport of transports) transport.destroy();
    http.closeAllConnections();
    http.close();
    await listeners.close();
    certificates.close();
    await new Promise<void>((resolve) => broker.close(() => resolve()));
  });
  const accepted = async (count: number): Promise<readonly Peer[]> => {
    while (peers.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return peers;
  };
  /** Waits until a connection was turned away for this reason. */
  const turnedAway = async (reason: string) => {
    const until = performance.now() + waitMs;
    while (!listeners.turnedAway.has(reason)) {
      assert.ok(performance.now() < until, `nobody was turned away for ${reason}, but for ${[...listeners.turnedAway.keys()].join()}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const listen = async (kind: 'tcp' | 'tls' | 'wss', bind = '127.0.0.1') => (await listeners.listen({ kind, bind, port: 0 })).port;
  const ca = certificates.state.authority ?? '';
  return {
    listeners,
    listen,
    accepted,
    turnedAway,
    peers,
    transports,
    broker,
    certificates,
    ca,
    webSocketPort,
  };
}

/** A certificate with its key, as PEM, and what it can sign with. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
  readonly made: X509Certificate;
  readonly keys: CryptoKeyPair;
}

/** Makes a certificate; an authority where it has no names. */
export async function makeCertificate(name: string, by?: MadeCertificate, names: readonly string[] = []): Promise<MadeCertificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const extensions =
    names.length === 0
      ? [new BasicConstraintsExtension(true, undefined, true)]
      : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))];
  const made = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: by?.made.subject ?? `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions,
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  const cert = `${made.toString('pem')}\n`;
  assert.match(cert, /^-----BEGIN CERTIFICATE-----/);
  return { cert, key, made, keys };
}
