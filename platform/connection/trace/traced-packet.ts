import { fieldsOf, packetNames, type SecretChoice } from './packet-fields.ts';

/** Bytes that a trace keeps of one packet; of a longer one the beginning. */
export const tracedPacketBytesMax = 4096;
/** Characters of a payload that a packet's line shows. */
const shownPayloadCharsMax = 200;

/** One packet as a trace keeps it: what is secret in it was overwritten. */
export interface TracedPacket {
  /** 1, 2, 3 … in its trace. */
  readonly number: number;
  /** ms since the epoch */
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly owner: string;
  readonly clientId: string;
  readonly address: string;
  readonly listener: string;
  readonly level: number;
  readonly first: number;
  /** What follows the length, at most `tracedPacketBytesMax` of it. */
  readonly body: Buffer;
  /** Of the whole packet but its first byte and length. */
  readonly bodyBytes: number;
}

/** A copy of a packet's body in which secrets are asterisks. */
export function maskedBody(first: number, body: Uint8Array, level: number, choice: SecretChoice): Buffer {
  const type = first >> 4;
  // Only these can carry a secret; the others are cut before they are copied.
  if (type !== 1 && type !== 2 && type !== 15) return Buffer.from(body.subarray(0, tracedPacketBytesMax));
  const copy = Buffer.from(body);
  for (const { start, end, secret } of fieldsOf(first, copy, level, choice)) if (secret === true) copy.fill('*', start, end);
  return copy.length > tracedPacketBytesMax ? Buffer.from(copy.subarray(0, tracedPacketBytesMax)) : copy;
}

/** `PUBLISH`. */
export function packetName({ first }: TracedPacket): string {
  return packetNames[first >> 4] as string;
}

/** A packet in one line: `PUBLISH qos=1 topic=up/properties id=12 payload=23 bytes {"temperature":21.5}`. */
export function packetLine(packet: TracedPacket): string {
  const { first, body, level, bodyBytes } = packet;
  const words = fieldsOf(first, body, level, { willPayload: true }).map(({ name, value, start, end, secret }) => {
    if (secret === true) return `${name}=***`;
    if (name === 'malformed' && bodyBytes > body.length) return '…';
    if (name === 'payload') return payloadWords(packet, start);
    if (name === 'will-payload') return `${name}=${textOf(body.subarray(start, end)) ?? value}`;
    return value === true ? name : `${name}=${typeof value === 'string' ? oneLine(value) : value}`;
  });
  return [packetName(packet), ...words].join(' ');
}

function payloadWords({ body, bodyBytes }: TracedPacket, start: number): string {
  const text = textOf(body.subarray(start, start + shownPayloadCharsMax));
  const cut = bodyBytes - start > shownPayloadCharsMax ? '…' : '';
  return `payload=${bodyBytes - start} bytes${text === undefined || text === '' ? '' : ` ${text}${cut}`}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is no text. */
function textOf(bytes: Uint8Array): string | undefined {
  // A letter that was cut in two at the end is no reason to call it binary.
  for (let cut = 0; cut < 4; cut++) {
    try {
      const text = utf8.decode(bytes.subarray(0, bytes.length - cut));
      return /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : oneLine(text);
    } catch {
      if (bytes.length <= cut) return undefined;
    }
  }
  return undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** A packet as `text2pcap -D -t ISO` reads it: direction and time, its line as a comment, and its bytes. */
export function packetDump(packet: TracedPacket): string {
  const { number, at, direction, clientId, address, listener, kind, owner, first, body, bodyBytes } = packet;
  const head = `# ${number} ${direction} ${kind} ${owner} client ${oneLine(clientId)} ${address} ${listener}\n# ${packetLine(packet)}\n`;
  const frame = Buffer.concat([Buffer.from([first, ...lengthBytes(bodyBytes)]), body]);
  const rows: string[] = [];
  for (let from = 0; from < frame.length; from += 16) {
    const hex = [...frame.subarray(from, from + 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    rows.push(`${from.toString(16).padStart(6, '0')} ${hex}`);
  }
  return `${head}${direction === 'in' ? 'I' : 'O'} ${new Date(at).toISOString()}\n${rows.join('\n')}\n\n`;
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = [];
  for (let left = length; ; left = Math.floor(left / 128)) {
    bytes.push(left >= 128 ? (left % 128) | 0x80 : left);
    if (left < 128) return bytes;
  }
}
