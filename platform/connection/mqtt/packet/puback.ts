import { ProtocolError } from '../protocol.ts';

/** Size of a PUBACK of MQTT 3.1.1 (§3.4). */
export const pubackBytes = 4;

/** Writes one PUBACK at `at`; the caller sees to the room. */
export function writePuback(into: Buffer, at: number, packetId: number): void {
  into[at] = 0x40;
  into[at + 1] = 2;
  into[at + 2] = packetId >>> 8;
  into[at + 3] = packetId & 0xff;
}

/** The packet identifier that a PUBACK acknowledges. */
export function parsePuback(first: number, bytes: Buffer, start: number, end: number): number {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-2.2.2-2', 'PUBACK has reserved flags set');
  if (end - start !== 2) throw new ProtocolError('MQTT-3.4', 'PUBACK has not two bytes');
  return bytes.readUInt16BE(start);
}
