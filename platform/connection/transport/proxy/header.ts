import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from '#core/address.ts';
import type { Endpoint } from '../peer.ts';

/** Longest PROXY header of version 2 that is read, type-length-values included; a longer one closes the connection. */
export const proxyHeaderBytesMax = 4_096;
/** Longest line of version 1, its CRLF included: what the specification allows. */
const proxyLineBytesMax = 107;

/** What stands at the beginning of a connection: undefined while more bytes are needed. `source` is undefined where the proxy speaks for itself. */
export type ProxyHeader = { readonly length: number; readonly source: Endpoint | undefined } | undefined;

/** A beginning that is no PROXY header: the connection is closed. */
export class ProxyHeaderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProxyHeaderError';
  }
}

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const keyword = Buffer.from('PROXY ', 'latin1');
const fixedLength = 16;

/** Reads a PROXY protocol header, version 1 or 2, from all bytes that came so far. Throws `ProxyHeaderError` at the first byte that can't be one. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === signature[0]) return begins(bytes, signature) ? readBinary(bytes) : undefined;
  return begins(bytes, keyword) ? readLine(bytes) : undefined;
}

/** False while `bytes` is shorter than the prefix and agrees with it so far. */
function begins(bytes: Buffer, prefix: Buffer): boolean {
  const known = Math.min(bytes.length, prefix.length);
  if (bytes.compare(prefix, 0, known, 0, known) !== 0) throw new ProxyHeaderError('it does not begin with a PROXY header');
  return known === prefix.length;
}

const line = /^PROXY (?:UNKNOWN(?: [^\r\n]*)?|TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5}))$/;

function readLine(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, proxyLineBytesMax).indexOf('\r\n');
  if (end === -1) {
    if (bytes.length >= proxyLineBytesMax) throw new ProxyHeaderError('the line of version 1 is too long');
    return undefined;
  }
  const match = line.exec(bytes.toString('latin1', 0, end));
  if (match === null) throw new ProxyHeaderError('the line of version 1 is malformed');
  const [, family, source = '', destination = '', sourcePort = '', destinationPort = ''] = match;
  if (family === undefined) return { length: end + 2, source: undefined };
  const isAddress = family === '4' ? isIPv4 : isIPv6;
  if (!isAddress(source) || !isAddress(destination)) throw new ProxyHeaderError('the line of version 1 has a malformed address');
  portOf(destinationPort);
  return { length: end + 2, source: { address: plainAddress(source), port: portOf(sourcePort) } };
}

function portOf(text: string): number {
  const port = Number(text);
  if (port > 0xffff || String(port) !== text) throw new ProxyHeaderError('the line of version 1 has a malformed port');
  return port;
}

const command = { local: 0x20, proxy: 0x21 } as const;
const family = { unspecified: 0x00, tcp4: 0x11, tcp6: 0x21 } as const;

function readBinary(bytes: Buffer): ProxyHeader {
  if (bytes.length < fixedLength) return undefined;
  const length = fixedLength + bytes.readUInt16BE(14);
  if (length > proxyHeaderBytesMax) throw new ProxyHeaderError('the header of version 2 is too long');
  const meaning = bytes[12];
  if (meaning !== command.local && meaning !== command.proxy) throw new ProxyHeaderError('the header of version 2 has an unknown command');
  if (bytes.length < length) return undefined;
  // LOCAL: what follows is to be skipped, whatever it is.
  if (meaning === command.local) return { length, source: undefined };
  switch (bytes[13]) {
    case family.unspecified:
      return { length, source: undefined };
    case family.tcp4:
      return { length, source: source(bytes, length, 4) };
    case family.tcp6:
      return { length, source: source(bytes, length, 16) };
    default:
      throw new ProxyHeaderError('the header of version 2 is about something else than TCP');
  }
}

function source(bytes: Buffer, length: number, addressBytes: 4 | 16): Endpoint {
  const portAt = fixedLength + 2 * addressBytes;
  if (portAt + 4 > length) throw new ProxyHeaderError('the header of version 2 has no room for its addresses');
  checkValues(bytes, portAt + 4, length);
  const address = bytes.subarray(fixedLength, fixedLength + addressBytes);
  return { address: addressBytes === 4 ? address.join('.') : textOfIpv6(address), port: bytes.readUInt16BE(portAt) };
}

/** The type-length-values must fill what is left; none of them means anything to us. */
function checkValues(bytes: Buffer, start: number, end: number): void {
  let at = start;
  while (at < end) {
    if (at + 3 > end) throw new ProxyHeaderError('a value of version 2 is cut off');
    at += 3 + bytes.readUInt16BE(at + 1);
  }
  if (at !== end) throw new ProxyHeaderError('a value of version 2 is cut off');
}

function textOfIpv6(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(2 * index).toString(16));
  // URL writes IPv6 as RFC 5952 wants it, but maps IPv4 into hexadecimal groups.
  if (address.readUInt32BE(0) === 0 && address.readUInt32BE(4) === 0 && address.readUInt32BE(8) === 0xffff)
    return address.subarray(12).join('.');
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
