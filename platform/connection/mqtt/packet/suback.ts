import type { ProtocolLevel } from './level.ts';
import type { ReasonCode } from './reason.ts';
import { PacketWriter } from './writer.ts';

/** SUBACK return code of MQTT 3.1.1 for a filter that is not granted, whatever the reason (§3.9.3). */
const subscribeFailure = 0x80;

/**
 * SUBACK with one code per filter, in their order [MQTT-3.8.4-5] [MQTT-3.9.3-1] [MQTT5-3.8.4-6]; MQTT 3.x knows the granted QoS and one failure
 * [MQTT-3.9.3-2] [MQTT5-3.9.3-2]. It carries no reason string and no user properties, which could make it too large [MQTT5-3.9.2-1] [MQTT5-3.9.2-2].
 */
export function encodeSuback(level: ProtocolLevel, packetId: number, codes: readonly ReasonCode[]): Buffer {
  const known = level === 5 ? codes : codes.map((code) => (code > 2 ? subscribeFailure : code));
  return acknowledgement(level, packetId, known).packet(0x90);
}

/** What SUBACK and UNSUBACK have in common. */
export function acknowledgement(level: ProtocolLevel, packetId: number, codes: readonly ReasonCode[]): PacketWriter {
  const body = new PacketWriter().u16(packetId);
  if (level === 5) body.sized(new PacketWriter());
  return body.bytes(Buffer.from(codes));
}
