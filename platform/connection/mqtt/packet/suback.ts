import type { ProtocolLevel } from './level.ts';
import type { ReasonCode } from './reason.ts';
import { PacketWriter } from './writer.ts';

/** SUBACK with one code per filter, in order [MQTT-3.8.4-5]; in MQTT 3.1.1 it is the granted QoS or 0x80. */
export function encodeSuback(level: ProtocolLevel, packetId: number, codes: readonly ReasonCode[]): Buffer {
  return acknowledgement(level, packetId, codes).packet(0x90);
}

/** What SUBACK and UNSUBACK have in common. */
export function acknowledgement(level: ProtocolLevel, packetId: number, codes: readonly ReasonCode[]): PacketWriter {
  const body = new PacketWriter().u16(packetId);
  if (level === 5) body.sized(new PacketWriter());
  return body.bytes(Buffer.from(codes));
}
