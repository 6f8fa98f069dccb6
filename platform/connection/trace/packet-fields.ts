import { type PacketField, PacketReader } from './packet-reader.ts';

/** Names of the packet types by their number (MQTT 5 §2.1.2). */
export const packetNames = [
  ...['RESERVED', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'],
  ...['SUBSCRIBE', 'SUBACK', 'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT', 'AUTH'],
] as const;

export interface SecretChoice {
  /** The payload of a will may be anything: it is hidden unless asked for. */
  readonly willPayload: boolean;
}

const token = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** What a packet says, field by field; ends with a field `malformed` where it can't be read on. `level` is that of its connection. */
export function fieldsOf(first: number, body: Buffer, level: number, { willPayload }: SecretChoice): readonly PacketField[] {
  const reader = new PacketReader(body);
  const type = first >> 4;
  try {
    if (type === 1) readConnect(reader, willPayload);
    else readers[type]?.(reader, first, level);
  } catch (error) {
    const start = reader.at;
    // What can't be read may be a secret in packets that carry one.
    const secret = type === 1 || type === 2 || type === 15;
    reader.fields.push({ name: 'malformed', value: error instanceof Error ? error.message : '', start, end: body.length, secret });
    if (secret) return reader.fields.map((field) => (field.name === 'malformed' ? { ...field, start: lastKnown(reader.fields) } : field));
  }
  return reader.fields;
}

function lastKnown(fields: readonly PacketField[]): number {
  return fields.at(-2)?.end ?? 0;
}

const readers: Readonly<Record<number, (reader: PacketReader, first: number, level: number) => void>> = {
  2: (reader, _first, level) => {
    reader.note('session-present', reader.u8() & 1, 0);
    readReason(reader);
    if (level === 5) reader.properties();
  },
  3: readPublish,
  4: readAcknowledgement,
  5: readAcknowledgement,
  6: readAcknowledgement,
  7: readAcknowledgement,
  8: (reader, _first, level) => {
    readPacketId(reader);
    if (level === 5) reader.properties();
    while (reader.left > 0) {
      const from = reader.at;
      const filter = reader.text();
      const options = reader.u8();
      const flags = `${options & 4 ? ' no-local' : ''}${options & 8 ? ' retain-as-published' : ''}`;
      const handling = (options >> 4) & 3;
      reader.note('filter', `${filter} q${options & 3}${flags}${handling === 0 ? '' : ` retain-handling=${handling}`}`, from);
    }
  },
  9: readCodes,
  10: (reader, _first, level) => {
    readPacketId(reader);
    if (level === 5) reader.properties();
    while (reader.left > 0) reader.noteText('filter');
  },
  11: readCodes,
  14: readReasonAndProperties,
  15: readReasonAndProperties,
};

function readConnect(reader: PacketReader, willPayload: boolean): void {
  reader.noteText('protocol');
  const level = reader.u8() & 0x7f;
  reader.note('level', level, reader.at - 1);
  const flags = reader.u8();
  if (flags & 2) reader.note('clean', true, reader.at - 1);
  const keepAliveAt = reader.at;
  reader.note('keep-alive', reader.u16(), keepAliveAt);
  if (level === 5) reader.properties();
  reader.noteText('client-id');
  if (flags & 4) {
    reader.note('will-qos', (flags >> 3) & 3, reader.at);
    if (flags & 0x20) reader.note('will-retain', true, reader.at);
    if (level === 5) reader.properties('will-');
    reader.noteText('will-topic');
    reader.noteBinary('will-payload', !willPayload);
  }
  // A user name that stands alone, or is a token, is itself the secret.
  if (flags & 0x80) reader.noteText('username', (value) => (flags & 0x40) === 0 || token.test(value));
  if (flags & 0x40) reader.noteBinary('password', true);
}

function readPublish(reader: PacketReader, first: number, level: number): void {
  const qos = (first >> 1) & 3;
  reader.note('qos', qos, 0);
  if (first & 1) reader.note('retain', true, 0);
  if (first & 8) reader.note('dup', true, 0);
  reader.noteText('topic');
  if (qos > 0) readPacketId(reader);
  if (level === 5) reader.properties();
  reader.fields.push({ name: 'payload', value: `${reader.left} bytes`, start: reader.at, end: reader.bytes.length });
}

function readAcknowledgement(reader: PacketReader, _first: number, level: number): void {
  readPacketId(reader);
  if (level === 5) readReasonAndProperties(reader);
}

function readReasonAndProperties(reader: PacketReader): void {
  if (reader.left > 0) readReason(reader);
  if (reader.left > 0) reader.properties();
}

function readReason(reader: PacketReader): void {
  const from = reader.at;
  reader.note('reason', hex(reader.u8()), from);
}

function readCodes(reader: PacketReader, _first: number, level: number): void {
  readPacketId(reader);
  if (level === 5) reader.properties();
  const from = reader.at;
  const codes: string[] = [];
  while (reader.left > 0) codes.push(hex(reader.u8()));
  if (codes.length > 0) reader.note('codes', codes.join(' '), from);
}

function readPacketId(reader: PacketReader): void {
  const from = reader.at;
  reader.note('id', reader.u16(), from);
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
